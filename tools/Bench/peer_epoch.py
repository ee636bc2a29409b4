"""The peer of `Bench epoch`: an epoch of training with the look at the validation split after it, as a PyTorch user writes it.

Arguments: mode, ATen threads, a folder of {train,valid}_{image,audio,label}.npy as bytes and int64. Reads "job batch" on standard input,
one a line; answers with the seconds of the next epoch. Modes:
  tuned    all rows resident as byte tensors, batches taken by index and converted at once, threads and the rest as in peer_step.py
  default  a Dataset of NumPy arrays and a DataLoader, shuffled, with its defaults; PyTorch's own thread counts
Both write the checkpoint of the best epoch with torch.save.
"""
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

import peer_networks

MODE, THREADS, FOLDER = sys.argv[1], int(sys.argv[2]), sys.argv[3]
TUNED = peer_networks.TUNED = MODE == "tuned"
if TUNED:
    torch.set_num_threads(THREADS)


class Rows(Dataset):
    def __init__(self, split):
        self.image, self.audio, self.label = (np.load(os.path.join(FOLDER, f"{split}_{c}.npy")) for c in ("image", "audio", "label"))

    def __len__(self):
        return len(self.label)

    def __getitem__(self, row):
        return (torch.from_numpy(self.image[row]).float() / 255, torch.from_numpy(self.audio[row]).float() / 255, self.label[row])


class Resident:
    """Batches by index out of tensors in memory."""

    def __init__(self, rows, batch, shuffle):
        self.columns = [torch.from_numpy(rows.image), torch.from_numpy(rows.audio)]
        self.label, self.batch, self.shuffle = torch.from_numpy(rows.label), batch, shuffle

    def __iter__(self):
        order = torch.randperm(len(self.label)) if self.shuffle else torch.arange(len(self.label))
        for rows in order.split(self.batch):
            image, audio = (c.index_select(0, rows).float().mul_(1 / 255) for c in self.columns)
            yield image, audio, self.label[rows]


class Job:
    def __init__(self, name, batch):
        torch.manual_seed(0)
        self.model = nn.ModuleList(peer_networks.experts(name))
        self.parameters = list(self.model.parameters())
        self.optimizer = torch.optim.SGD(self.parameters, lr=0.01, weight_decay=1e-4, **({"foreach": True} if TUNED else {}))
        train, valid = Rows("train"), Rows("valid")
        if TUNED:
            self.train, self.valid = Resident(train, batch, True), Resident(valid, 256, False)
        else:
            self.train, self.valid = DataLoader(train, batch_size=batch, shuffle=True), DataLoader(valid, batch_size=batch)
        self.best = -1

    def epoch(self):
        self.model.train()
        total = 0.0
        for image, audio, y in self.train:
            self.optimizer.zero_grad(set_to_none=TUNED)
            loss = peer_networks.loss_of(self.model, [image, audio], y)
            loss.backward()
            nn.utils.clip_grad_norm_(self.parameters, 8)
            self.optimizer.step()
            total += loss.item() * len(y)
        self.model.eval()
        right = rows = 0
        with torch.no_grad():
            for image, audio, y in self.valid:
                right += (sum(f([image, audio]) for f in self.model).argmax(1) == y).sum().item()
                rows += len(y)
        if right / rows > self.best:
            self.best = right / rows
            torch.save(self.model.state_dict(), os.path.join(FOLDER, f"{MODE}.pt"))


print("ready", torch.__version__, torch.get_num_threads(), flush=True)
jobs = {}
for line in sys.stdin:
    name, batch, _ = line.split()
    job = jobs.setdefault((name, batch), None) or Job(name, int(batch))
    jobs[name, batch] = job
    start = time.perf_counter()
    job.epoch()
    print(time.perf_counter() - start, flush=True)
