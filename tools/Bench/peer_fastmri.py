"""The peer of `Bench fastmri`: knee volumes from k-space to complex images, RSS images and labels, as a competent NumPy and SciPy user writes it.

usage: peer_fastmri.py tuned|default RAW SPLITS OUT [--bare] | check OURS OUT

RAW holds singlecoil_train/, singlecoil_val/ and knee.csv, SPLITS is a CSV of volume,split. OUT gets, of each split, SPLIT-image.npy [N, 2, 320, 320]
float32, SPLIT-rss.npy [N, 320, 320] float32 and SPLIT-labels.npy [N, 4], volumes in the order of their names, and done.json with mean and standard
deviation over train and, without --bare, SHA-256 of the volumes and of what is written, which is forced to the disk. No checks. Prints one line of
JSON: seconds of the work (imports left out), processor seconds of all processes, slices, mean and deviation of the images. Modes:
  tuned    two processes, a volume at a time each, a slice at a time, complex64 throughout, scipy.fft with one thread
  default  one process, np.fft, whole volumes as complex128
  check    compares OUT to the shards of OURS, and prints the greatest differences
"""
import csv
import hashlib
import json
import multiprocessing
import os
import resource
import struct
import sys
import time

import h5py
import numpy as np
import scipy.fft
from numpy.lib.format import open_memmap

ROWS, COLUMNS, SIDE = 640, 400, 320
TOP, LEFT = (ROWS - SIDE) // 2, (COLUMNS - SIDE) // 2
GROUPS = 4


def group(label):
    """Others, meniscus, ACL, cartilage: the first that matches."""
    return 2 if "ACL" in label else 1 if "Meniscus Tear" in label else 3 if "cartilage" in label.lower() else 0


def findings(raw):
    found = {}
    with open(os.path.join(raw, "knee.csv"), newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["file"], int(row["slice"])), set()).add(group(row["label"].strip(" ")))
    return found


def volumes(raw, splits):
    """Path, split, first row and slices of each volume, and the rows of each split."""
    paths = {}
    for folder in ("singlecoil_train", "singlecoil_val"):
        for name in os.listdir(os.path.join(raw, folder)):
            paths[name.removesuffix(".h5")] = os.path.join(raw, folder, name)
    with open(splits, newline="", encoding="utf-8") as file:
        split_of = {row["volume"]: row["split"] for row in csv.DictReader(file)}
    jobs, rows = [], {}
    for name in sorted(split_of):
        with h5py.File(paths[name], "r") as file:
            count = len(file["kspace"])
        split = split_of[name]
        jobs.append((paths[name], name, split, rows.get(split, 0), count))
        rows[split] = rows.get(split, 0) + count
    return jobs, rows


def path_of(out, split, column):
    return os.path.join(out, f"{split}-{column}.npy")


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def finished(path):
    """Forces an array to the disk and hashes it."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
    return sha256(path)


def moments(values):
    return np.array([values.size, values.sum(dtype=np.float64), np.square(values).sum(dtype=np.float64)])


def filled(kspace, dtype):
    before = COLUMNS // 2 - kspace.shape[-1] // 2
    wide = np.zeros((*kspace.shape[:-1], COLUMNS), dtype)
    wide[..., before:before + kspace.shape[-1]] = kspace
    return wide


def tuned(job):
    path, name, split, first, count, out, found, hashes = job
    image, rss, labels = (np.load(path_of(out, split, c), mmap_mode="r+") for c in ("image", "rss", "labels"))
    sums = np.zeros((2, 3))
    with h5py.File(path, "r") as file:
        kspace, stored = file["kspace"], file["reconstruction_rss"]
        for s in range(count):
            wide = scipy.fft.ifftshift(filled(kspace[s], np.complex64))
            picture = scipy.fft.fftshift(scipy.fft.ifft2(wide, norm="ortho", overwrite_x=True, workers=1))[TOP:TOP + SIDE, LEFT:LEFT + SIDE]
            image[first + s, 0], image[first + s, 1] = picture.real, picture.imag
            rss[first + s] = stored[s]
            if split == "train":
                sums += [moments(image[first + s]), moments(rss[first + s])]
            for g in found.get((name, s), ()):
                labels[first + s, g] = 1
    return sums, sha256(path) if hashes else None


def default(job):
    path, name, split, first, count, out, found, hashes = job
    image, rss, labels = (np.load(path_of(out, split, c), mmap_mode="r+") for c in ("image", "rss", "labels"))
    with h5py.File(path, "r") as file:
        kspace, stored = file["kspace"][:], file["reconstruction_rss"][:]
    axes = (-2, -1)
    pictures = np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(filled(kspace, np.complex128), axes=axes), axes=axes, norm="ortho"), axes=axes)
    pictures = pictures[:, TOP:TOP + SIDE, LEFT:LEFT + SIDE]
    image[first:first + count] = np.stack([pictures.real, pictures.imag], axis=1)
    rss[first:first + count] = stored
    for s in range(count):
        for g in found.get((name, s), ()):
            labels[first + s, g] = 1
    sums = np.array([moments(image[first:first + count]), moments(rss[first:first + count])]) if split == "train" else np.zeros((2, 3))
    return sums, sha256(path) if hashes else None


def run(mode, raw, splits, out, hashes):
    start = time.perf_counter()
    os.makedirs(out)
    found = findings(raw)
    jobs, rows = volumes(raw, splits)
    written = []
    for split, count in rows.items():
        for column, shape, dtype in (("image", (count, 2, SIDE, SIDE), np.float32), ("rss", (count, SIDE, SIDE), np.float32), ("labels", (count, GROUPS), np.uint8)):
            written.append(path_of(out, split, column))
            open_memmap(written[-1], "w+", dtype, shape).flush()
    jobs = [(*job, out, {k: v for k, v in found.items() if k[0] == job[1]}, hashes) for job in jobs]
    written.sort(key=os.path.getsize, reverse=True)
    if mode == "tuned":
        with multiprocessing.Pool(2) as pool:
            results = pool.map(tuned, jobs, chunksize=1)
            digests = pool.map(finished, written, chunksize=1) if hashes else []
    else:
        results = [default(job) for job in jobs]
        digests = [finished(path) for path in written] if hashes else []
    count, total, squares = sum(sums for sums, _ in results).T
    mean = total / count
    deviation = np.sqrt(np.maximum(0, squares / count - mean * mean))
    files = {job[0]: digest for job, (_, digest) in zip(jobs, results)} | dict(zip(written, digests))
    with open(os.path.join(out, "done.json"), "w", encoding="utf-8") as file:
        json.dump({"mean": list(mean), "std": list(deviation), "sha256": files if hashes else {}}, file)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"processor": sum(u.ru_utime + u.ru_stime for u in used), "seconds": time.perf_counter() - start, "slices": sum(rows.values()), "mean": mean[0], "std": deviation[0]}))


def shards(folder, split, column):
    """The column's rows, shard by shard, of safetensors files."""
    for name in sorted(os.listdir(folder)):
        if not name.startswith(split + "-") or not name.endswith(".safetensors"):
            continue
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            entry = json.loads(file.read(length))[column]
        dtype = {"F32": np.float32, "U8": np.uint8}[entry["dtype"]]
        yield np.memmap(path, dtype, "r", 8 + length + entry["data_offsets"][0], tuple(entry["shape"]))


def check(ours, out):
    """Of image and RSS the greatest difference by the greatest value, and how many labels differ or rows are missing."""
    worst, others = {}, 0
    splits = sorted(name.removesuffix("-image.npy") for name in os.listdir(out) if name.endswith("-image.npy"))
    for split in splits:
        for column in ("image", "rss", "labels"):
            theirs, at, difference, greatest = np.load(path_of(out, split, column), mmap_mode="r"), 0, 0.0, 0.0
            for shard in shards(os.path.join(ours, "shards"), split, column):
                part = theirs[at:at + len(shard)]
                at += len(shard)
                if part.shape != shard.shape:
                    others += 1
                elif column == "labels":
                    others += int((part != shard).sum())
                else:
                    difference = max(difference, float(np.abs(part - shard).max()))
                    greatest = max(greatest, float(np.abs(part).max()))
            others += abs(at - len(theirs))
            if column != "labels":
                worst[column] = max(worst.get(column, 0.0), difference / greatest)
    print(json.dumps({"image": worst["image"], "rss": worst["rss"], "others": others}))


if __name__ == "__main__":
    if sys.argv[1] == "check":
        check(*sys.argv[2:4])
    else:
        run(*sys.argv[1:5], "--bare" not in sys.argv[5:])
