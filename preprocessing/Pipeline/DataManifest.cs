using I2M2.Preprocessing.Fetch;
using I2M2.Shards;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>`data-manifests/{dataset}.yaml`: what raw files are expected, how to get them, what preprocessing makes of them.</summary>
public sealed record DataManifest
{
    /// <summary>Name of the data set.</summary>
    public string Dataset { get; init; } = "";

    /// <summary>Title in words.</summary>
    public string Title { get; init; } = "";

    /// <summary>Licence of each source.</summary>
    public string[] Licence { get; init; } = [];

    /// <summary>One line without full stop: what kind of access is needed and which file goes where.</summary>
    public string HowToGet { get; init; } = "";

    /// <summary>Addresses of the raw files.</summary>
    public string[] Sources { get; init; } = [];

    /// <summary>Raw files below the data set's raw folder.</summary>
    public ExpectedFile[] RawFiles { get; init; } = [];

    /// <summary>Those of them, and others, that `fetch` downloads.</summary>
    public Download[] Downloads { get; init; } = [];

    /// <summary>What preprocessing writes: splits and columns, in words.</summary>
    public Dictionary<string, string> Splits { get; init; } = new Dictionary<string, string>();

    /// <summary>Columns in words.</summary>
    public Dictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>How the result differs from what is published.</summary>
    public string[] Remarks { get; init; } = [];

    /// <summary>Reads the manifest of a data set; it lies beside the program.</summary>
    /// <returns>Null when the data set has none.</returns>
    /// <exception cref="InputRefusedException">The YAML is broken or has an unknown key.</exception>
    public static DataManifest? Of(string dataset)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "data-manifests", $"{dataset}.yaml");
        if (!File.Exists(path))
            return null;
        try
        {
            var deserializer = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();
            return deserializer.Deserialize<DataManifest>(File.ReadAllText(path));
        }
        catch (YamlException e)
        {
            throw new InputRefusedException(path, $"line {e.Start.Line}: {e.Message}", "restore the file", e);
        }
    }
}

/// <summary>A raw file, or a group of files of one pattern, that a data set needs.</summary>
public sealed record ExpectedFile
{
    /// <summary>Path below the raw folder; may hold {placeholders}.</summary>
    public string Path { get; init; } = "";

    /// <summary>Files of the pattern.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Bytes of the published file, uncompressed; of all files together for a pattern.</summary>
    public long Bytes { get; init; }

    /// <summary>Rows of the published table; 0 where they are not stated.</summary>
    public long Rows { get; init; }

    /// <summary>SHA-256 of the uncompressed content; for a pattern, of the lines "hash  name" of all files in ordinal order.</summary>
    public string Sha256 { get; init; } = "";
}
