"""The AV-MNIST networks as a competent PyTorch user writes them; tuned, with ReLU in place and one log-softmax."""
import torch
from torch import nn
from torch.nn import functional as F

TUNED = False


class LeNet(nn.Module):
    def __init__(self, channels, extra):
        super().__init__()
        sizes = [1] + [channels << k for k in range(extra + 1)]
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, 5 if k == 0 else 3, padding=2 if k == 0 else 1, bias=False)
            for k, (a, b) in enumerate(zip(sizes, sizes[1:])))
        self.bns = nn.ModuleList(nn.BatchNorm2d(b) for b in sizes[1:])

    def forward(self, x):
        for conv, bn in zip(self.convs, self.bns):
            x = F.max_pool2d(F.relu(bn(conv(x)), inplace=TUNED), 2)
        return x.flatten(1)


def mlp(inputs, hidden, outputs):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(inplace=TUNED), nn.Linear(hidden, outputs))


class LowRank(nn.Module):
    def __init__(self, dims, outputs, rank):
        super().__init__()
        self.factors = nn.ParameterList(nn.Parameter(torch.randn(rank, d + 1, outputs) * 0.01) for d in dims)
        self.weights = nn.Parameter(torch.randn(1, rank) * 0.2)
        self.bias = nn.Parameter(torch.zeros(1, outputs))

    def forward(self, xs):
        product = None
        for x, factor in zip(xs, self.factors):
            z = torch.matmul(torch.cat([x.new_ones(x.shape[0], 1), x], 1), factor)
            product = z if product is None else product * z
        return torch.matmul(self.weights, product.permute(1, 0, 2)).squeeze(1) + self.bias


class Unimodal(nn.Module):
    def __init__(self, index, encoder, head):
        super().__init__()
        self.index, self.encoder, self.head = index, encoder, head

    def forward(self, xs):
        return self.head(self.encoder(xs[self.index]))


class Joint(nn.Module):
    def __init__(self, fusion):
        super().__init__()
        self.image, self.audio = LeNet(6, 3), LeNet(6, 5)
        self.fusion = LowRank([48, 192], 120, 40) if fusion == "lrtf" else None
        self.head = mlp(120 if self.fusion else 240, 100, 10)

    def forward(self, xs):
        encoded = [self.image(xs[0]), self.audio(xs[1])]
        return self.head(self.fusion(encoded) if self.fusion else torch.cat(encoded, 1))


def experts(job):
    image = lambda: Unimodal(0, LeNet(3, 3), mlp(24, 100, 10))
    audio = lambda: Unimodal(1, LeNet(3, 5), mlp(96, 100, 10))
    kind, _, variant = job.partition("-")
    if kind == "unimodal":
        return [image() if variant == "image" else audio()]
    if kind == "inter":
        return [Joint(variant)]
    return [image(), audio()] + ([Joint(variant)] if kind == "i2m2" else [])


def loss_of(model, xs, y):
    if TUNED:
        logits = [f(xs) for f in model]
        return F.cross_entropy(sum(logits[1:], logits[0]), y)
    return F.nll_loss(F.log_softmax(sum(F.log_softmax(f(xs), 1) for f in model), 1), y)
