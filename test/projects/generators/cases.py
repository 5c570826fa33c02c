def squares():
    return [{"vars": {"a": "6", "b": "6"}, "assert": [{"type": "contains", "value": "36"}]}]
