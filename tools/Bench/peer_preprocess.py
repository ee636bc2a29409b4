"""The peer of `Bench preprocess`: AV-MNIST from MNIST and spoken digits, as a competent NumPy user writes it.

usage: peer_preprocess.py tuned|default RAW OUT

RAW holds mnist/*.gz and fsdd/recordings/*.wav; OUT gets image, audio and label .npy files of train, valid and test: the values
that the toolkit writes into its shards, without hashes, checks or flushing to the disk. Prints the seconds of the work itself,
imports left out. Modes:
  tuned    every spectrogram drawn once, by two processes, as one product with a table of sines and cosines; scatter matrix by one
           BLAS product in double precision, the leading eigenvectors alone; rows gathered straight into memory-mapped outputs
  default  the steps as the definition states them: np.fft.rfft of every segment, np.linalg.eigh, rows gathered, np.save
"""
import gzip
import math
import os
import re
import sys
import time
import wave
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache

import numpy as np

MODE, RAW, OUT = sys.argv[1:4]
TUNED = MODE == "tuned"
SIDE, POINTS = 112, 223
KEEP = 0.25
ANGLE = 2 * np.pi * (np.outer(np.arange(POINTS), np.arange(SIDE)) % POINTS) / POINTS
TABLE = np.concatenate([np.cos(ANGLE), np.sin(ANGLE)], axis=1)


def idx(name, header):
    with gzip.open(os.path.join(RAW, "mnist", name + ".gz")) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def digits(prefix):
    images = idx(f"{prefix}-images-idx3-ubyte", 16).reshape(-1, 784)
    return images, idx(f"{prefix}-labels-idx1-ubyte", 8)


def without_energy(images):
    x = images.astype(np.float64)
    x -= x.mean(axis=0)
    if TUNED:
        from scipy.linalg import eigh
        scatter = x.T @ x
        values, vectors = eigh(scatter, subset_by_index=[784 - 32, 783], driver="evr")
        ratios = values[::-1] / np.trace(scatter)
    else:
        values, vectors = np.linalg.eigh(np.cov(x, rowvar=False))
        ratios = values[::-1] / values.sum()
    k = int(np.argmax(np.cumsum(ratios) > KEEP))
    basis = vectors[:, ::-1][:, :k]
    return ((x @ basis) @ basis.T).astype(np.float32)


@lru_cache(maxsize=None)
def segmentation(samples):
    i = max(1, math.ceil(samples / SIDE) - 1)
    while True:
        for j in range(i):
            if (SIDE + 1) * i - SIDE * j > samples >= SIDE * i - (SIDE - 1) * j:
                return i, j
        i += 1


@lru_cache(maxsize=None)
def hann(length):
    return np.hanning(length)


GREYS = np.array([255, 240, 217, 189, 150, 115, 82, 37, 0.0])
LEVELS = np.round(np.interp(np.linspace(0, 1, 256), np.linspace(0, 1, 9), GREYS)).astype(np.uint8)


def spectrogram(name):
    with wave.open(os.path.join(RAW, "fsdd", "recordings", name)) as file:
        y = np.frombuffer(file.readframes(file.getnframes()), "<i2") / np.float32(32768)
    length, overlap = segmentation(len(y))
    step = length - overlap
    segments = np.lib.stride_tricks.as_strided(y, (SIDE, length), (step * 4, 4)) * hann(length)
    if TUNED:
        both = segments @ TABLE[:length]
        power = both[:, :SIDE] ** 2 + both[:, SIDE:] ** 2
    else:
        power = np.abs(np.fft.rfft(segments, POINTS)) ** 2
    power[:, 1:] *= 2
    if length % 2 == 0:
        power[:, -1] /= 2
    with np.errstate(divide="ignore"):
        level = 10 * np.log10(power).T[::-1]
    finite = np.isfinite(level)
    low, high = level[finite].min(), level[finite].max()
    scaled = np.where(finite, (level - low) / (high - low), 0)
    return LEVELS[np.minimum((scaled * 256).astype(np.int64), 255)]


def pairs(labels, names, wanted):
    by_digit = [[i for i, n in enumerate(names) if int(n[0]) == d and wanted(n)] for d in range(10)]
    result = np.empty(len(labels), np.int64)
    for d in range(10):
        rows = np.flatnonzero(labels == d)
        result[rows] = np.resize(by_digit[d], len(rows))
    return result


def write(split, images, labels, audio, rows):
    np.save(os.path.join(OUT, f"{split}-image.npy"), images)
    np.save(os.path.join(OUT, f"{split}-label.npy"), labels.astype(np.int64))
    path = os.path.join(OUT, f"{split}-audio.npy")
    if TUNED:
        out = np.lib.format.open_memmap(path, "w+", np.uint8, (len(rows), SIDE, SIDE))
        np.take(audio, rows, axis=0, out=out)
        del out
    else:
        np.save(path, audio[rows])


def main():
    start = time.perf_counter()
    names = sorted(os.listdir(os.path.join(RAW, "fsdd", "recordings")))
    if TUNED:
        with ProcessPoolExecutor(2) as pool:
            drawn = pool.map(spectrogram, names, chunksize=100)
            train, test = digits("train"), digits("t10k")
            train_images, test_images = without_energy(train[0]), without_energy(test[0])
            audio = np.stack(list(drawn))
    else:
        train, test = digits("train"), digits("t10k")
        train_images, test_images = without_energy(train[0]), without_energy(test[0])
        audio = np.stack([spectrogram(name) for name in names])

    def held_out(name):
        return 40 <= int(re.match(r".*_(\d+)\.wav$", name).group(1)) <= 49

    train_rows = pairs(train[1], names, lambda n: not held_out(n))
    test_rows = pairs(test[1], names, held_out)
    cut = len(train[1]) - len(train[1]) // 12
    os.makedirs(OUT, exist_ok=True)
    write("train", train_images[:cut], train[1][:cut], audio, train_rows[:cut])
    write("valid", train_images[cut:], train[1][cut:], audio, train_rows[cut:])
    write("test", test_images, test[1], audio, test_rows)
    print(f"{time.perf_counter() - start:.3f}")


if __name__ == "__main__":
    main()
