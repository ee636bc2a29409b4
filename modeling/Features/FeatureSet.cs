using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Features;

/// <summary>
/// The features of a backbone that stays as it is, computed once for every row of a set and kept as a set of their own, with all that training needs besides: then heads of all paradigms and
/// seeds train without the backbone. In evaluation mode: without augmentation, dropout and drop-path. The set's name is a hash over the rows' set and the weights.
/// </summary>
/// <param name="task">With a backbone.</param>
/// <param name="backbone">What the setting of that name says.</param>
/// <param name="data">The rows.</param>
/// <param name="device">Where it is computed.</param>
/// <param name="batchSize">Rows at once.</param>
public sealed class FeatureSet(ITask task, string backbone, ShardSet data, Device device, int batchSize)
{
    private const int RowsPerShard = 4096;
    private static readonly Paradigm All = new(ParadigmKind.I2M2, "");
    private readonly string[] inputs = [.. task.Backbone!.Inputs.Select(i => i.Input.Column)];

    /// <summary>Computes and writes the set.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="replace">Whether a finished set of something else may be replaced.</param>
    /// <param name="stop">Makes it throw; what is finished is kept for the next time.</param>
    /// <returns>Of the finished set, and whether it was there already.</returns>
    /// <exception cref="OtherShardSetException">Another set is there.</exception>
    public (ShardManifest Manifest, bool WasThere) Write(string folder, bool replace, CancellationToken stop)
    {
        using var network = task.Backbone!.Make();
        network.to(device);
        network.eval();
        network.Wanted = All.Features(task).ToHashSet();
        var plan = Plan(network);
        if (ShardSetWriter.IsDone(folder, plan, replace, stop: stop))
            return (ShardSet.ReadManifest(folder), true);
        using var writer = new ShardSetWriter(folder, plan, replace, stop);
        using var meter = new ProgressMeter($"{task.Dataset}  features", data.Manifest.Rows, "rows");
        var moments = Features.ToDictionary(f => f.Column, _ => Moments.None, StringComparer.Ordinal);
        foreach (var part in writer.Parts)
        {
            if (!writer.Write(part, shard => Fill(shard, part, network, meter, stop)))
                meter.Advance(part.Rows);
            if (part.Split == "train")
                Add(Path.Combine(folder, part.File), moments);
        }

        return (writer.Finish(moments.ToDictionary(m => m.Key, m => m.Value.Statistics(), StringComparer.Ordinal)), false);
    }

    private IReadOnlyList<Modality> Features => [.. task.Modalities, .. task.JointInputs];

    private IReadOnlyList<ColumnSchema> Carried => [.. data.Manifest.Columns.Where(c => c.KeyOf is null && !inputs.Contains(c.Name) && (c.Table is null || c.Name == task.ClusterColumn)).Select(c => c with { Table = null })];

    private ShardSetPlan Plan(Backbone network)
    {
        var manifest = data.Manifest;
        return new ShardSetPlan
        {
            Dataset = manifest.Dataset,
            ToolVersion = typeof(FeatureSet).Assembly.GetName().Version!.ToString(3),
            Options = new Dictionary<string, string>(manifest.Options)
            {
                ["features_of_data"] = manifest.InputsSha256,
                [TaskData.BackboneOption] = BackboneSeal.Of(network),
                ["features_on"] = device.type == DeviceType.CPU ? "cpu" : "cuda",
                ["backbone_sizes"] = Path.GetFileName(backbone),
            },
            Source = manifest.Source,
            Remarks = [.. manifest.Remarks ?? [], "features of a frozen backbone, without augmentation and dropout"],
            Columns = [.. Carried, .. Features.Zip(Widths(network), Column)],
            ClassNames = manifest.ClassNames,
            RawFiles = manifest.RawFiles,
            Splits = [.. manifest.Splits.Select(s => (s.Name, s.Rows))],
            RowsPerShard = RowsPerShard,
        };
    }

    private static ColumnSchema Column(Modality feature, long width) => new()
    {
        Name = feature.Column,
        Role = ColumnRole.Input,
        Modality = feature.Name,
        Dtype = Dtype.F32,
        Shape = [width],
        Unit = "1",
        Description = $"The backbone's feature of {feature.Name}.",
    };

    // A first batch tells how wide features are.
    private long[] Widths(Backbone network)
    {
        var split = data.Manifest.Splits.First(s => s.Rows > 0).Name;
        using var rows = Rows(split);
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var batch = rows.Load([0]);
        return [.. network.call(batch.Inputs).Select(f => f.shape[1])];
    }

    private BatchLoader Rows(string split) => new(task, data[split], data[split].Rows, data.Manifest.ClassNamesOf(task.LabelColumn).Count, device, resident: false, paradigm: All);

    private void Fill(SafetensorsWriter shard, ShardPart part, Backbone network, ProgressMeter meter, CancellationToken stop)
    {
        var split = data[part.Split];
        foreach (var column in Carried)
        {
            for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
                shard.Append(column.Name, split[column.Name].Row(row));
        }

        using var rows = Rows(part.Split);
        using var still = no_grad();
        foreach (var batch in rows.Stream(Enumerable.Range(0, part.Rows).Select(r => part.FirstRow + r).Chunk(batchSize)))
        {
            using var owned = batch;
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var features = network.call(batch.Inputs);
            for (var k = 0; k < features.Count; k++)
                shard.Append(Features[k].Column, features[k].to(CPU).to(float32).contiguous().bytes);
            meter.Advance(batch.Size);
        }
    }

    // Of what is stored, so that a shard that was kept says the same as one that is written.
    private void Add(string path, Dictionary<string, Moments> moments)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var feature in Features)
            moments[feature.Column] = moments[feature.Column].Plus(Moments.Of(file[feature.Column].AsSpan<float>()));
    }
}
