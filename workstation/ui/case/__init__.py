"""The case screen: parts, facts, media, policy, the verdict bar."""
