namespace I2M2.Shards;

/// <summary>Compares one shard file with what the manifest says of it, in one pass over its bytes.</summary>
internal sealed class ShardCheck(string folder, ShardManifest manifest, ManifestSplit split, ManifestShard shard, long firstRow)
{
    private readonly SafetensorsLayout layout = ShardFile.Layout(manifest.Columns, shard.Rows, manifest.InputsSha256, split.Name);
    private readonly List<ShardDamage> found = [];

    /// <summary>Reads the file to its end, whatever is found.</summary>
    /// <param name="progress">Told how many bytes of the manifest's count are done; may be null.</param>
    /// <param name="stop">Makes it throw.</param>
    internal IReadOnlyList<ShardDamage> Run(Action<long>? progress, CancellationToken stop)
    {
        var path = Path.Combine(folder, shard.File);
        if (!File.Exists(path))
        {
            progress?.Invoke(shard.Bytes);
            return [WholeFile(DamageKind.Missing)];
        }

        var length = ShardSet.LengthOf(path);
        var (sha256, hashes) = ShardFile.Hash(path, layout, progress, stop);
        var written = BlockHash.Decode(shard.BlockXxh3, layout.BlockCount)!;
        foreach (var (block, number) in layout.Blocks().Select((b, n) => (b, n)))
        {
            if (block.End > length)
                Add(Damage(block, DamageKind.CutOff));
            else if (hashes[number] != written[number])
                Add(Damage(block, DamageKind.Changed));
        }

        if (length > shard.Bytes)
            Add(new ShardDamage(shard.File, "file", DamageKind.Surplus, shard.Bytes, length - 1, split.Name));
        if (found.Count == 0 && sha256 != shard.Sha256)
            Add(WholeFile(DamageKind.Changed));
        return found;
    }

    private ShardDamage WholeFile(DamageKind kind) => new(shard.File, "file", kind, 0, shard.Bytes - 1, split.Name, firstRow, firstRow + shard.Rows - 1);

    private ShardDamage Damage(FileBlock block, DamageKind kind)
    {
        if (block.Tensor is not { } tensor)
            return new ShardDamage(shard.File, "header", kind, block.Begin, block.End - 1, split.Name);
        var rowBytes = tensor.ByteLength / shard.Rows;
        return new ShardDamage(
            shard.File, tensor.Name, kind, block.Begin, block.End - 1, split.Name,
            firstRow + (block.Offset / rowBytes), firstRow + ((block.Offset + block.Length - 1) / rowBytes));
    }

    private void Add(ShardDamage damage)
    {
        if (found.Count > 0 && found[^1] is var last && last.Column == damage.Column && last.Kind == damage.Kind && last.LastByte + 1 == damage.FirstByte)
            found[^1] = last with { LastByte = damage.LastByte, LastRow = damage.LastRow };
        else
            found.Add(damage);
    }
}
