using System.Runtime.InteropServices;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using I2M2.Shards;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Shards of <see cref="ToyTask"/>: every class has a centre in every modality, and rows lie around it.</summary>
internal sealed class ToyData : IDisposable
{
    private readonly ShardSet shards;

    /// <param name="folder">Where to write them.</param>
    /// <param name="label">The label of a row, counted over all splits; the class the row's inputs belong to when null.</param>
    internal ToyData(string folder, Func<long, long>? label = null)
    {
        ShardFolder.Write(
            folder,
            "toy",
            ToyTask.Classes,
            (240, 60, 60),
            [
                ShardFolder.Input("front", Dtype.F32, [4]), ShardFolder.Input("side", Dtype.F32, [5]), ShardFolder.Input("top", Dtype.U8, [6], 1 / 64.0),
                ShardFolder.Number("label", ColumnRole.Label), ShardFolder.Number("row", ColumnRole.Id),
            ],
            (column, row) => Value(column, row, label ?? (r => r % ToyTask.Classes)));
        shards = ShardSet.Open(folder);
    }

    internal ShardManifest Manifest => shards.Manifest;

    internal TaskData TaskData => TaskData.Of(new ToyTask(), Manifest);

    /// <summary>A split's rows.</summary>
    internal BatchLoader Rows(string split, long most = long.MaxValue, bool? resident = null) =>
        new(new ToyTask(), shards[split], Math.Min(most, shards[split].Rows), ToyTask.Classes, CPU, resident);

    /// <summary>How to train on them.</summary>
    internal RunConfig Config(Paradigm paradigm, Settings settings, long seed = 0) => new()
    {
        Dataset = "toy",
        Task = "blobs",
        Paradigm = paradigm,
        Seed = seed,
        Profile = "clean",
        Settings = settings,
        Limits = new Dictionary<string, long>(),
        DataHash = Manifest.InputsSha256,
        Classes = ToyTask.Classes,
        Device = "cpu",
        TorchVersion = "test",
    };

    public void Dispose() => shards.Dispose();

    private static byte[] Value(string column, long row, Func<long, long> label)
    {
        if (column == "label")
            return BitConverter.GetBytes(label(row));
        if (column == "row")
            return BitConverter.GetBytes(row);
        var modality = new ToyTask().Modalities.ToList().FindIndex(m => m.Column == column);
        var noise = new Random((int)((row * 3) + modality));
        var values = new float[ToyTask.Sizes[modality]];
        for (var k = 0; k < values.Length; k++)
            values[k] = (float)((k % ToyTask.Classes == row % ToyTask.Classes ? 1.5 : 0.5) + noise.NextDouble());
        return column == "top" ? Array.ConvertAll(values, v => (byte)(64 * v)) : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
