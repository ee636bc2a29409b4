namespace I2M2.Shards;

/// <summary>Room on the file system of an output folder.</summary>
public static class DiskSpace
{
    /// <summary>Makes sure that a plan's shards fit, before anything is computed.</summary>
    /// <param name="folder">Output folder; need not exist.</param>
    /// <param name="plan">What will be written; its raw files need not be known yet.</param>
    /// <param name="parquet">Bytes of its Parquet files, as far as they are known.</param>
    /// <exception cref="IOException">They do not fit; the message has both numbers.</exception>
    public static void Require(string folder, ShardSetPlan plan, long parquet = 0)
    {
        // What lies there is continued, or removed before anything is written: either way its room counts as ours.
        var (needed, there, free) = (checked(plan.ByteLength() + parquet), EarlierShards.Bytes(folder), Free(folder));
        if (needed - there > free)
        {
            var besides = there > 0 ? $", beside {there:#,0} bytes of shards that lie there already" : "";
            throw new IOException($"{folder}: the shards take {needed:#,0} bytes; {free:#,0} bytes are free{besides}. Make room, or choose a folder on another disk.");
        }
    }

    /// <summary>Free bytes of the file system that the folder is on, or will be.</summary>
    private static long Free(string folder)
    {
        var existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        return new DriveInfo(existing).AvailableFreeSpace;
    }
}
