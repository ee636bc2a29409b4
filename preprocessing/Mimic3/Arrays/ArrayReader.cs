using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>Reads the arrays from a .npz file, or each from its own .npy file, and checks shapes and values.</summary>
/// <param name="paths">As <see cref="Mimic3Arrays.Locate"/> gives them.</param>
internal sealed class ArrayReader(IReadOnlyList<string> paths)
{
    private static readonly Dtype[] Numbers = [Dtype.F32, Dtype.F64, Dtype.U8, Dtype.I32, Dtype.I64];

    /// <summary>Numbers, row-major; those that are not finite become NaN.</summary>
    /// <param name="key">Name of the array.</param>
    /// <param name="row">Shape of a row.</param>
    /// <exception cref="InputRefusedException">Missing, damaged, of another shape, or a number is beyond float32.</exception>
    internal double[] Read(string key, params int[] row)
    {
        var (array, values) = Load(key, row.Length + 1);
        if (!array.Shape.Skip(1).SequenceEqual(row.Select(n => (long)n)))
            throw WrongShape(key, array, $"[N, {string.Join(", ", row)}]");
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                values[i] = double.NaN;
            else if (!float.IsFinite((float)values[i]))
                throw Refuse(key, $"element [{Place(i, array.Shape)}] is beyond float32", "correct the array");
        }

        return values;
    }

    /// <summary>Zeros and ones, row-major, and how many there are in a row.</summary>
    /// <param name="key">Name of the array.</param>
    /// <param name="widths">How many a row may have.</param>
    /// <exception cref="InputRefusedException">Missing, damaged, of another shape, or an element is neither 0 nor 1.</exception>
    internal (bool[] Flags, int Width) ReadFlags(string key, params int[] widths)
    {
        var (array, values) = Load(key, rank: 2);
        if (!widths.Any(w => w == array.Shape[1]))
            throw WrongShape(key, array, string.Join(" or ", widths.Select(w => $"[N, {w}]")));
        if (Array.FindIndex(values, v => v is not (0 or 1)) is >= 0 and var at)
            throw Refuse(key, $"element [{Place(at, array.Shape)}] is neither 0 nor 1", "correct the array");
        return (Array.ConvertAll(values, v => v != 0), (int)array.Shape[1]);
    }

    /// <summary>A refusal that names an array.</summary>
    internal InputRefusedException Refuse(string key, string problem, string remedy) => new(FileOf(key), $"array '{key}': {problem}", remedy);

    private string FileOf(string key) => paths.Count == 1 ? paths[0] : paths.First(p => Path.GetFileNameWithoutExtension(p) == key);

    private (NpyArray Array, double[] Values) Load(string key, int rank)
    {
        var array = paths.Count == 1 ? OfArchive(key, rank) : OfFile(key, rank);
        return (array, array.Dtype switch
        {
            Dtype.U8 => Doubles<byte>(array, v => v),
            Dtype.I32 => Doubles<int>(array, v => v),
            Dtype.I64 => Doubles<long>(array, v => v),
            Dtype.F32 => Doubles<float>(array, v => v),
            _ => Doubles<double>(array, v => v),
        });
    }

    private NpyArray OfArchive(string key, int rank)
    {
        using var file = NpzFile.Open(paths[0]);
        return file.Require(key, rank, Numbers);
    }

    private NpyArray OfFile(string key, int rank)
    {
        using var file = NpyFile.Open(FileOf(key));
        return file.Shape.Count == rank ? file.ReadAll() : throw Refuse(key, $"has {file.Shape.Count} axes, expected {rank}", "correct the array");
    }

    private InputRefusedException WrongShape(string key, NpyArray array, string expected)
        => Refuse(key, $"shape [{string.Join(", ", array.Shape)}]; {expected} is expected", "correct the array");

    private static double[] Doubles<T>(NpyArray array, Func<T, double> convert)
        where T : unmanaged
    {
        var values = array.AsSpan<T>();
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = convert(values[i]);
        return doubles;
    }

    private static string Place(long flat, IReadOnlyList<long> shape)
    {
        var place = new long[shape.Count];
        for (var axis = place.Length - 1; axis >= 0; axis--)
            (flat, place[axis]) = Math.DivRem(flat, shape[axis]);
        return string.Join(", ", place);
    }
}
