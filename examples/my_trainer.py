"""Writes what a trainer does, one document a line, for `relayout verify -`. Put your own lists in place of these."""

import json

lengths, slots, cp = [5, 7], [8, 8], 2  # the data loader pads every sequence to a multiple of 2 * cp
softmax = [[0, 1, 6, 7, 8, 9, 14, 15], [2, 3, 4, 5, 10, 11, 12, 13]]  # by rank, the tokens in the order of its rows
linear = [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14, 15]]
cu_seqlens = [0, 5, 12]

routes, views = [], []
for rank in range(cp):
    sent = [[row for row, token in enumerate(softmax[rank]) if token in linear[peer]] for peer in range(cp)]
    received = [[token for token in softmax[peer] if token in linear[rank]] for peer in range(cp)]
    routes.append({"rank": rank, "send_rows": sum(sent, []), "send_splits": [len(rows) for rows in sent],
                   "receive_rows": [linear[rank].index(token) for token in sum(received, [])],
                   "receive_splits": [len(tokens) for tokens in received]})
    views.append({"rank": rank, "cu_seqlens": [end // cp for end in cu_seqlens]})

pack = {"lengths": lengths, "slots": slots}
sides = {"source": "te-thd:cp=2", "target": "fla:cp=2"}
print(json.dumps({"schema": "relayout.routes/1", **pack, **sides, "ranks": routes}))
print(json.dumps({"schema": "relayout.view/1", **pack, "layout": "te-thd:cp=2", "ranks": views}))
