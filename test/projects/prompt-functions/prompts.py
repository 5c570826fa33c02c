def summarise(context):
    return f"Summarise in five words: {context['vars']['ticket']}"
