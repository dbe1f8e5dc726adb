"""Sentences for figures, samples and agreement: what cannot be computed, and what to do."""

SENTENCES: dict[str, str] = {
    "figures.more_than_pool": "In stratum {stratum} {drawn} were drawn of {size}. The frame and "
    "the sample do not belong together; check which frame it was drawn from.",
    "figures.not_counts": "The counts of {stratum} do not fit together: there are more hits than "
    "there were units.",
    "figures.no_weights": "The size of stratum {stratum} in the frame is not known, so the strata "
    "cannot be weighed. Import the frame that the sample was drawn from.",
    "figures.no_chance": "Unit {unit} has no chance between 0 and 1 of having been drawn, so "
    "nobody knows what it stands for. Check inclusion_prob in the batch.",
    "figures.twice": "Unit {unit} stands in the figure twice. Count each audited item once.",
    "figures.mixed_kinds": "Batches of several kinds are in one figure. Choose one kind.",
    "figures.mixed_hands": "Decisions of people and of machines are in one figure. Choose one of "
    "them.",
    "figures.mixed_designs": "Items picked for their risk are among items drawn by chance. Report "
    "them apart.",
    "figures.not_times": "A handling time is negative or no number. Check the times of the frame.",
    "figures.no_segments": "There is nothing to compare: one of the two periods has no segments.",
    "figures.shares": "The shares of the segments add up to {sum} %, not to 100 %. Take them from "
    "the production frame.",
    "figures.off_scale": "The answer lies outside its scale of {low} to {high}.",
    "figures.weight": "The weight of category {category} must lie between 0 and 100.",
    "figures.not_alike": "{one} and {other} cannot be compared: they are not the same figure.",
    "figures.two_targets": "Two targets for {figure} begin on {day}. Keep one of them.",
    "sampling.seed": "A draw needs a seed: a word or a number of up to 200 characters. It is kept "
    "with the draw, so that anybody can repeat it.",
    "sampling.no_id": "Row {row} of the frame has no decision id. Every row needs one.",
    "sampling.no_offset": "The time of decision {decision} has no offset. Write it as "
    "2026-03-02T09:14+08:00.",
    "sampling.two_zones": "The frame's times stand in two offsets, {one} and {other}. Say in which "
    "time zone the period is meant.",
    "sampling.empty_frame": "The frame holds nothing to draw from; {rows} rows were read. Check "
    "that it holds decisions of people, or ask for automated ones.",
    "sampling.too_many_strata": "The strata make more than {most} cells. Use fewer fields.",
    "sampling.negative": "Numbers to draw cannot be negative.",
    "sampling.no_field": "A frame has no field {field} to make strata of. Use one of {fields}.",
    "sampling.rate": "The rate “{name}” must lie between 0 and 1.",
    "sampling.weight": "A weight must be 0 or more, and below a million.",
    "sampling.more_than_pool": "{n} cannot be drawn from a pool of {pool}. Draw {pool} or fewer.",
    "sampling.minimums_exceed": "The minimums of {cells} strata alone take {least}, but only {n} "
    "are to be drawn. Draw {least} or more, or lower the minimums.",
    "sampling.weights_leave": "With these weights only {reached} of {n} can be drawn: the other "
    "strata have weight 0. Give them a weight or draw fewer.",
    "sampling.duplicate_ids": "{ids} decision ids stand in the frame more than once, the first is "
    "{first} ({times} times). Remove the doubles and draw again.",
    "sampling.frame_changed": "The frame changed while it was drawn from: it held {before} units, "
    "now it is at {now}. Draw again from a file that rests.",
    "sampling.not_drawn": "{unit} is not in this sample, or was replaced already.",
    "sampling.half_width": "The half width, the accuracy and the assurance must lie between 0 and "
    "100 %.",
    "sampling.plan_share": "{name} must lie between 0 and 100 %.",
    "sampling.plan_order": "The quality to accept ({aql}) must be better than the one to refuse "
    "({ltpd}).",
    "sampling.empty_lot": "The lot is empty: there is nothing to inspect.",
    "sampling.plan_count": "{defective} defective of {n} inspected cannot be. Check the numbers.",
    "sampling.no_plan": "No plan of up to {most} tells {aql} from {ltpd} with these risks. Set "
    "them farther apart, or accept higher risks.",
    "sampling.stopped": "Acceptance is stopped until the vendor has put its process right.",
    "agreement.scale": "A label stands in the scale twice.",
    "agreement.no_label": "“{label}” (case {unit}) is not on the scale. Add it to the scale, or "
    "leave the rating out.",
}
