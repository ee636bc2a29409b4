using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri;

/// <summary>The columns of a set of knee slices.</summary>
internal static class FastMriSchema
{
    internal const string Image = "image", Labels = "labels", Volume = "volume", Slice = "slice", Cluster = "cluster", Max = "max";
    private const string Intensity = "fastMRI's own intensity";

    /// <summary>Names of the labels, in the order of column `labels`.</summary>
    internal static IReadOnlyList<string> LabelNames { get; } = [.. KneeSlices.Order.Select(p => p.ToString().ToLowerInvariant())];

    /// <summary>All columns.</summary>
    /// <param name="options">What is stored.</param>
    /// <param name="power">For float16: values are stored times 2 to this power.</param>
    internal static IReadOnlyList<ColumnSchema> Columns(FastMriOptions options, int power)
    {
        long side = options.Grid.Side;
        var columns = new List<ColumnSchema>
        {
            new()
            {
                Name = Image, Role = ColumnRole.Input, Modality = Image, Dtype = options.Half ? Dtype.F16 : Dtype.F32, Shape = [2, side, side],
                Unit = options.Half ? $"{Intensity}, times 2^{power}" : Intensity, Scale = options.Half ? Math.ScaleB(1, -power) : 1,
                Description = "Complex image, real and imaginary part x row (read-out) x column (phase encoding); of several coils, their combination nearest to the root of the sum of squares.",
            },
        };
        if (options.Store.Contains(FastMriOptions.RssTensor))
            columns.Add(Plane(FastMriOptions.RssTensor, side, Intensity, "Root of the sum over coils of squared magnitudes, row x column, at the volume's own width: not aligned with the complex image, whose width is the grid's."));
        if (options.Store.Contains(FastMriOptions.Magnitude))
            columns.Add(Plane(FastMriOptions.Magnitude, side, Intensity, "Modulus of the complex image, row x column."));
        if (options.Store.Contains(FastMriOptions.Phase))
            columns.Add(Plane(FastMriOptions.Phase, side, "radians, -pi to pi", "Phase of the complex image, row x column, not unwrapped."));
        columns.AddRange(
        [
            new()
            {
                Name = Labels, Role = ColumnRole.Label, Dtype = Dtype.U8, Shape = [LabelNames.Count], Unit = "0 or 1", ClassNames = LabelNames,
                Description = "Findings of fastMRI+ on the slice, each present or not; others is any finding that is none of the other three.",
            },
            Id(Volume, Dtype.I64, "number", "The volume: the digits of its file's name."),
            Id(Slice, Dtype.I64, "index", "The slice of the volume, from 0."),
            Id(Cluster, Dtype.I64, "index", "The patient: volumes of one patient have one number; a volume without a patient has one of its own."),
            Id(Max, Dtype.F32, Intensity, "Greatest value of the volume's own reconstruction, as its file says."),
        ]);
        return columns;
    }

    private static ColumnSchema Plane(string name, long side, string unit, string description)
        => new() { Name = name, Role = ColumnRole.Input, Modality = name, Dtype = Dtype.F32, Shape = [side, side], Unit = unit, Description = description };

    private static ColumnSchema Id(string name, Dtype dtype, string unit, string description)
        => new() { Name = name, Role = ColumnRole.Id, Dtype = dtype, Shape = [], Unit = unit, Description = description };
}
