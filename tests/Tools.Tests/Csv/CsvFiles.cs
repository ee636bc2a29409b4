using System.IO.Compression;
using System.Text;
using I2M2.Csv;
using I2M2.Shards;

namespace I2M2.Tests.Csv;

/// <summary>CSV files to test with. Text is Latin-1 here: a character is a byte, whichever it is.</summary>
internal static class CsvFiles
{
    private static readonly byte[] EmptyMember = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Writes a file.</summary>
    public static string With(this TemporaryFolder folder, byte[] bytes)
    {
        File.WriteAllBytes(folder.At("t.csv"), bytes);
        return folder.At("t.csv");
    }

    /// <summary>Writes a file of text.</summary>
    public static string With(this TemporaryFolder folder, string text) => folder.With(Bytes(text));

    /// <summary>Every row of chosen columns.</summary>
    public static List<string[]> Read(string path, params string[] columns)
    {
        using var reader = new CsvReader(path, columns);
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add(reader.Fields(columns.Length));
        return rows;
    }

    /// <summary>Chosen columns of the row.</summary>
    public static string[] Fields(this CsvReader reader, int count)
        => [.. Enumerable.Range(0, count).Select(c => Encoding.Latin1.GetString(reader.Field(c)))];

    /// <summary>Refuses a file somewhere, and says why.</summary>
    public static string Refusal(string path, params string[] columns) => Assert.Throws<InputRefusedException>(() => Read(path, columns)).Message;

    /// <summary>The characters' bytes.</summary>
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>Gzip data of a member for every piece.</summary>
    public static byte[] Gzip(params byte[][] pieces) => Gzip(CompressionLevel.Fastest, pieces);

    /// <summary>Gzip data of a member for every piece.</summary>
    public static byte[] Gzip(CompressionLevel level, params byte[][] pieces)
    {
        using var compressed = new MemoryStream();
        foreach (var piece in pieces)
        {
            // An empty member is one as well, but GZipStream writes nothing for nothing.
            if (piece.Length == 0)
                compressed.Write(EmptyMember);
            using var gzip = new GZipStream(compressed, level, leaveOpen: true);
            gzip.Write(piece);
        }

        return compressed.ToArray();
    }
}
