"""Reads C++ well enough to count: comments and literals blanked out, functions found by matching braces."""

import re

_COMMENT = r'//[^\n]*|/\*.*?\*/'
_STRING = r'R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"'
_CHARACTER = r"(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'"
_TOKEN = re.compile(f'{_COMMENT}|{_STRING}|{_CHARACTER}', re.DOTALL)
_DIRECTIVE = re.compile(r'^[ \t]*#(?:[^\n\\]|\\.|\\\n)*', re.M)
_SCOPE = re.compile(r'\b(namespace|class|struct|union|enum)\b(?![^<]*>)')
_ACCESS = re.compile(r'\b(public|private|protected)\s*:')


def _blank(found):
    return re.sub(r'[^\n]', ' ', found.group())


def code_only(text):
    """The text with comments and literals replaced by spaces; every line keeps its number."""
    return _TOKEN.sub(_blank, text)


def _closing_brace(code, opening):
    depth = 0
    for place in range(opening, len(code)):
        depth += {'{': 1, '}': -1}.get(code[place], 0)
        if depth == 0:
            return place
    return len(code)


def _begins_scope(head):
    return bool(_SCOPE.search(head.split('(')[0])) or head.startswith('extern')


def declarations(text):
    """Yields (head, begin, end) for what is declared in namespaces and classes: offsets into the text, bodies skipped.

    `head` is the declaration up to its body or semicolon, in one line. Private members are not yielded.
    """
    code = _DIRECTIVE.sub(_blank, code_only(text))
    place, begin, hidden, scopes = 0, 0, False, []
    while place < len(code):
        char = code[place]
        if char not in '{};:':
            place += 1
            continue
        head = ' '.join(code[begin:place].split())
        if char == ':':
            access = _ACCESS.search(code[begin:place + 1])
            if access and access.end() == place + 1 - begin:
                hidden, begin = access.group(1) != 'public', place + 1
            place += 1
            continue
        start = begin + len(code[begin:place]) - len(code[begin:place].lstrip())
        if char == '{' and _begins_scope(head):
            scopes.append(hidden)
            hidden = hidden or head.startswith('class') or ' class ' in head
            begin = place = place + 1
            continue
        if char == '}':
            hidden = scopes.pop() if scopes else False
            begin = place = place + 1
            continue
        end = _closing_brace(code, place) if char == '{' else place
        if head and not hidden:
            yield head, start, end
        begin = place = end + 1


def is_function(head):
    """True where a declaration's head is that of a function and not of a variable, alias or assertion."""
    before = head.split('(')[0]
    if '(' not in head or re.match(r'(using|static_assert|typedef|friend|return)\b', head):
        return False
    return '=' not in before.replace('operator==', '').replace('operator=', '').replace('<=>', '')
