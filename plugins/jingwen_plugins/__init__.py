"""The built-in cleaners of jingwen, one module or package each. They come in through the entry points of anybody's."""
