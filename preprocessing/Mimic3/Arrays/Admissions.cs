using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>What the four arrays say of N admissions, whole in memory: of the 32,620 or so that papers use, 77 MB.</summary>
internal sealed class Admissions
{
    /// <summary>The fewest rows: one in ten validates, one in ten tests.</summary>
    internal const int Fewest = 10;

    private readonly bool[] flags;
    private readonly bool[] diagnoses;

    private Admissions(double[] series, double[] statics, bool[] flags, bool[] diagnoses, int groups)
    {
        this.flags = flags;
        this.diagnoses = diagnoses;
        (Series, Statics, Groups) = (series, statics, groups);
        Count = flags.Length / ArraySchema.Flags.Count;
    }

    /// <summary>N.</summary>
    internal int Count { get; }

    /// <summary>[N, 24, 12], raw units; NaN where the array has no finite number.</summary>
    internal double[] Series { get; }

    /// <summary>[N, 5], raw units; NaN likewise.</summary>
    internal double[] Statics { get; }

    /// <summary>Columns of diagnoses: 20 or 21.</summary>
    internal int Groups { get; }

    /// <summary>Reads and checks everything.</summary>
    /// <exception cref="InputRefusedException">An array is not what it must be; the message names it and the place, never a value.</exception>
    internal static Admissions Read(IReadOnlyList<string> paths)
    {
        var reader = new ArrayReader(paths);
        var (features, hours, statics) = (Mimic3Schema.Series.Count, Mimic3Schema.Hours, Mimic3Schema.Static.Count);
        var (flags, _) = reader.ReadFlags(Mimic3Arrays.Flags, ArraySchema.Flags.Count);
        var count = flags.Length / ArraySchema.Flags.Count;
        if (count < Fewest)
            throw reader.Refuse(Mimic3Arrays.Flags, $"{count} rows; {Fewest} or more are needed, one in ten is set aside to validate and one in ten to test", "give the whole array");
        var (diagnoses, groups) = reader.ReadFlags(Mimic3Arrays.Diagnoses, Mimic3Schema.Groups - 1, Mimic3Schema.Groups);
        RequireRows(Mimic3Arrays.Diagnoses, diagnoses.Length / groups);
        var ofStatics = reader.Read(Mimic3Arrays.Statics, statics);
        RequireRows(Mimic3Arrays.Statics, ofStatics.Length / statics);
        var ofSeries = reader.Read(Mimic3Arrays.Series, hours, features);
        RequireRows(Mimic3Arrays.Series, ofSeries.Length / (hours * features));
        return new Admissions(ofSeries, ofStatics, flags, diagnoses, groups);

        void RequireRows(string key, int rows)
        {
            if (rows != count)
                throw reader.Refuse(key, $"{rows:#,0} rows, {count:#,0} in '{Mimic3Arrays.Flags}'", "take all four arrays from one source");
        }
    }

    /// <summary>One flag of <see cref="ArraySchema.Flags"/>.</summary>
    internal bool Flag(int row, int flag) => flags[(row * ArraySchema.Flags.Count) + flag];

    /// <summary>One column of diagnoses.</summary>
    internal bool Diagnosis(int row, int column) => diagnoses[(row * Groups) + column];

    /// <summary>
    /// The class of death: the first flag set of within 24 h (1), 48 h (2), 72 h (3), 30 days (4), one year (5); 0 when none is. Death in
    /// hospital, flag 0, has no say. From the loader of I2M2 (datasets/mimic/get_data.py).
    /// </summary>
    internal int MortalityClass(int row)
    {
        for (var flag = 1; flag < ArraySchema.Flags.Count; flag++)
        {
            if (Flag(row, flag))
                return flag;
        }

        return 0;
    }
}
