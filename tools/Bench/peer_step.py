"""The peer of `Bench step`: the AV-MNIST networks of peer_networks.py.

Reads requests on standard input, one a line, "job batch steps"; answers each with the seconds of every step. Modes:
  tuned    as many ATen threads as asked for, one BLAS thread (OPENBLAS_NUM_THREADS, set by the caller), foreach optimiser and
           clipping, gradients dropped instead of zeroed, in-place ReLU, one log-softmax over the sum of the experts' logits
  default  PyTorch's own thread counts, optimiser and clipping as they come, log-softmax of every expert
"""
import sys
import time

import torch
from torch import nn

import peer_networks

MODE, THREADS = sys.argv[1], int(sys.argv[2])
TUNED = peer_networks.TUNED = MODE == "tuned"
if TUNED:
    torch.set_num_threads(THREADS)


class Job:
    def __init__(self, name, batch):
        torch.manual_seed(0)
        self.model = nn.ModuleList(peer_networks.experts(name))
        self.model.train()
        self.parameters = list(self.model.parameters())
        options = {"foreach": True} if TUNED else {}
        self.optimizer = torch.optim.SGD(self.parameters, lr=0.01, weight_decay=1e-4, **options)
        self.xs = [torch.rand(batch, 1, 28, 28), torch.rand(batch, 1, 112, 112)]
        self.y = torch.randint(0, 10, (batch,))

    def step(self):
        self.optimizer.zero_grad(set_to_none=TUNED)
        loss = peer_networks.loss_of(self.model, self.xs, self.y)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 8)
        self.optimizer.step()
        return loss.item()


print("ready", torch.__version__, torch.get_num_threads(), flush=True)
jobs = {}
for line in sys.stdin:
    name, batch, steps = line.split()
    job = jobs.get((name, batch))
    if job is None:
        job = jobs[name, batch] = Job(name, int(batch))
        for _ in range(3):
            job.step()
    seconds = []
    for _ in range(int(steps)):
        start = time.perf_counter()
        job.step()
        seconds.append(time.perf_counter() - start)
    print(*seconds, flush=True)
