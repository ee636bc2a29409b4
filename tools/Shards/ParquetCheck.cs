namespace I2M2.Shards;

/// <summary>Compares one Parquet file with what the manifest says of it, in one pass over its bytes.</summary>
internal static class ParquetCheck
{
    private const string Whole = "file";

    internal static IEnumerable<ShardDamage> Run(string folder, ManifestParquet listed, Action<long>? progress, CancellationToken stop)
    {
        ShardDamage Damage(DamageKind kind, long first, long last) => new(listed.File, Whole, kind, first, last, "");
        var path = Path.Combine(folder, listed.File);
        if (!File.Exists(path))
        {
            progress?.Invoke(listed.Bytes);
            return [Damage(DamageKind.Missing, 0, listed.Bytes - 1)];
        }

        var length = ShardSet.LengthOf(path);
        var (sha256, hashes) = ParquetBytes.Hash(path, listed.Bytes, progress, stop);
        var written = BlockHash.Decode(listed.BlockXxh3, hashes.Length)!;
        var found = new List<ShardDamage>();
        for (var block = 0; block < hashes.Length; block++)
        {
            var (first, last) = ((long)block * SafetensorsLayout.BlockBytes, Math.Min(listed.Bytes, (block + 1L) * SafetensorsLayout.BlockBytes) - 1);
            if (last >= length)
            {
                found.Add(Damage(DamageKind.CutOff, first, listed.Bytes - 1));
                break;
            }

            if (hashes[block] == written[block])
                continue;
            if (found.Count > 0 && found[^1].LastByte + 1 == first)
                found[^1] = found[^1] with { LastByte = last };
            else
                found.Add(Damage(DamageKind.Changed, first, last));
        }

        if (length > listed.Bytes)
            found.Add(Damage(DamageKind.Surplus, listed.Bytes, length - 1));
        if (found.Count == 0 && sha256 != listed.Sha256)
            found.Add(Damage(DamageKind.Changed, 0, listed.Bytes - 1));
        return found;
    }
}
