using I2M2.Shards;

namespace I2M2.Modeling.Training;

/// <summary>
/// One input column's stored values to what networks are fed, see <see cref="Normaliser"/>; features that are not to be seen become 0.
/// Always on the host, so that every device gets the same bits.
/// </summary>
internal sealed class Standardisation
{
    private readonly double[] mean;
    private readonly double[] std;
    private readonly float[] unobserved;

    private Standardisation(double[] mean, double[] std, float[] unobserved) => (this.mean, this.std, this.unobserved) = (mean, std, unobserved);

    /// <summary>What is to be done with a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="normaliser">Its figures; null: values are fed as they are.</param>
    /// <param name="masked">Features that are not to be seen; those of other columns are passed over.</param>
    /// <returns>Null when nothing is to be done.</returns>
    internal static Standardisation? Of(ColumnSchema column, Normaliser? normaliser, IReadOnlyList<string> masked)
    {
        var names = column.Features ?? [];
        if (normaliser is null && !names.Any(masked.Contains))
            return null;
        var features = (int)column.Shape[^1];
        double[] mean = [.. normaliser?.Mean ?? Enumerable.Repeat(0.0, features)];
        double[] std = [.. normaliser?.Std ?? Enumerable.Repeat(1.0, features)];
        foreach (var k in Enumerable.Range(0, names.Count).Where(k => masked.Contains(names[k])))
            std[k] = 0;
        var zero = normaliser?.Unobserved == Normaliser.ToZero;
        return new(mean, std, [.. mean.Zip(std, (m, s) => zero && s > 0 ? (float)(-m / s) : 0)]);
    }

    /// <summary>Standardises rows in place.</summary>
    /// <param name="values">Stored values as float32, the features on the last axis.</param>
    internal void Apply(Span<float> values)
    {
        for (var at = 0; at < values.Length; at += mean.Length)
        {
            for (var k = 0; k < mean.Length; k++)
            {
                ref var x = ref values[at + k];
                x = float.IsNaN(x) ? unobserved[k] : std[k] == 0 ? 0 : (float)((x - mean[k]) / std[k]);
            }
        }
    }
}
