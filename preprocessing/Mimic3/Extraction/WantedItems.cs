using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using CsvHelper;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>The ITEMIDs that items.csv names, by source.</summary>
internal sealed class WantedItems
{
    // MetaVision's are the largest.
    private const int Bound = 1 << 18;
    private readonly Dictionary<string, bool[]> bySource = new(StringComparer.Ordinal);

    private WantedItems(IEnumerable<(int Item, string Source)> items, string sha256)
    {
        Sha256 = sha256;
        foreach (var (item, source) in items)
        {
            if (!bySource.TryGetValue(source, out var wanted))
                bySource.Add(source, wanted = new bool[Bound]);
            wanted[item] = true;
        }
    }

    /// <summary>Of the file.</summary>
    internal string Sha256 { get; }

    /// <summary>Reads items.csv.</summary>
    internal static WantedItems Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("mimic3/items.csv")!;
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        using var csv = CsvReader.Create(new StreamReader(stream), new CsvReaderOptions());
        csv.ReadHeader();
        var (item, source) = (csv.Headers.ToList().IndexOf("itemid"), csv.Headers.ToList().IndexOf("source"));
        var items = new List<(int, string)>();
        while (csv.Read())
            items.Add((int.Parse(csv.GetString(item), CultureInfo.InvariantCulture), csv.GetString(source)));
        return new WantedItems(items, sha256);
    }

    /// <summary>Whether an ITEMID of a source is wanted, by ITEMID.</summary>
    internal ReadOnlySpan<bool> Of(string source) => bySource[source];
}
