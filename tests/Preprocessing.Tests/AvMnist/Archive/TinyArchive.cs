namespace I2M2.Tests.AvMnist.Archive;

/// <summary>The published archive in small: 24 train rows and 6 test rows of invented values, labels 0..9 in turn.</summary>
internal static class TinyArchive
{
    internal const int Train = 24;
    internal const int Test = 6;

    internal static readonly string[] Names =
        ["image/train_data.npy", "image/test_data.npy", "audio/train_data.npy", "audio/test_data.npy", "train_labels.npy", "test_labels.npy"];

    internal static string Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "image"));
        Directory.CreateDirectory(Path.Combine(folder, "audio"));
        foreach (var (name, rows) in new[] { ("train", Train), ("test", Test) })
        {
            NpyBytes.Write(Path.Combine(folder, $"image/{name}_data.npy"), "<f8", [rows, 784], Images(rows));
            NpyBytes.Write(Path.Combine(folder, $"audio/{name}_data.npy"), "|u1", [rows, 112, 112], Audio(rows));
            NpyBytes.Write(Path.Combine(folder, $"{name}_labels.npy"), "|u1", [rows], Labels(rows));
        }

        return folder;
    }

    /// <summary>Of three directions, and of mean 0 since rows come in pairs of opposite sign.</summary>
    internal static double[] Images(int rows)
        => [.. from row in Enumerable.Range(0, rows)
               from p in Enumerable.Range(0, 784)
               select (row % 2 == 0 ? 1 : -1) * ((40 * Math.Sin(p) * (1 + (row / 2 % 2))) + (20 * Math.Cos(3 * p) * (row / 2 % 3)) + (p % 7 * (row / 2 % 5)))];

    internal static double[] Audio(int rows) => [.. Enumerable.Range(0, rows * 112 * 112).Select(i => (double)(i * 31 % 251))];

    internal static double[] Labels(int rows) => [.. Enumerable.Range(0, rows).Select(i => (double)(i % 10))];
}
