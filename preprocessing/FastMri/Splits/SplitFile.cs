using System.Text;
using I2M2.Csv;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri.Splits;

/// <summary>Splits as a text file to keep under version control and to hand on: CSV, `volume,split`, sorted by volume. No patient is named in it.</summary>
internal static class SplitFile
{
    private const string Remedy = "let the toolkit write the file, or correct it";
    private const int MostVolumes = 1_000_000;
    private static readonly string[] Columns = ["volume", "split"];

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">To make or replace; its folder must exist.</param>
    /// <param name="splits">What it shall say.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    internal static void Write(string path, VolumeSplits splits)
    {
        var text = new StringBuilder().AppendJoin(',', Columns).Append('\n');
        foreach (var (volume, split) in splits.OfVolume)
            text.Append(volume).Append(',').Append(split).Append('\n');
        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads a file that was written here, or by hand. Whether its volumes are there is for the caller to see.</summary>
    /// <exception cref="InputRefusedException">It is no CSV, or has a line that names no volume or no split, or a volume twice, or no volume at all.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    internal static VolumeSplits Read(string path)
    {
        using var reader = new CsvReader(path, Columns);
        var splits = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            var (volume, split) = (Encoding.UTF8.GetString(reader.Field(0)), Encoding.UTF8.GetString(reader.Field(1)));
            if (!VolumeId.Is(volume))
                throw reader.Refused(0, $"no name of a volume, which is {VolumeId.Format}", Remedy);
            if (!VolumeSplits.Names.Contains(split))
                throw reader.Refused(1, $"no split, which is one of {string.Join(", ", VolumeSplits.Names)}", Remedy);
            if (!splits.TryAdd(volume, split))
                throw reader.Refused(0, $"{volume} a second time", Remedy);
            if (splits.Count > MostVolumes)
                throw reader.Refused(-1, $"more than {MostVolumes:#,0} volumes", Remedy);
        }

        return splits.Count > 0 ? new VolumeSplits(splits) : throw new InputRefusedException(path, "names no volume", Remedy);
    }
}
