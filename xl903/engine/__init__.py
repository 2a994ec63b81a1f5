"""Tables, masks, the rule register, running rules and the report; knows no particular return."""
