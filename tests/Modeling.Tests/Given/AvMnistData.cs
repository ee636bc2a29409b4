using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Shards in the schema of AV-MNIST: a bright bar whose place tells the digit, in a little noise. Only the digits 0 to 2 occur, so that a
/// few steps are enough to be right now and then.</summary>
internal static class AvMnistData
{
    private const int Digits = 3;

    /// <summary>Writes them.</summary>
    internal static string Write(string folder, int train = 40, int valid = 20, int test = 20)
    {
        ShardFolder.Write(
            folder,
            "avmnist",
            10,
            (train, valid, test),
            [
                ShardFolder.Input("image", Dtype.F32, [1, 28, 28], 1 / 255.0), ShardFolder.Input("audio", Dtype.U8, [1, 112, 112], 1 / 255.0),
                ShardFolder.Number("label", ColumnRole.Label), ShardFolder.Number("row", ColumnRole.Id), ShardFolder.Number("recording", ColumnRole.Id),
            ],
            Value);
        return folder;
    }

    private static byte[] Value(string column, long row) => column switch
    {
        "label" => BitConverter.GetBytes(row % Digits),
        "image" => MemoryMarshal.AsBytes(Array.ConvertAll(Bar(row, 28), g => (float)g).AsSpan()).ToArray(),
        "audio" => Bar(row, 112),
        _ => BitConverter.GetBytes(row),
    };

    private static byte[] Bar(long row, int side)
    {
        var grey = new byte[side * side];
        new Random((int)row).NextBytes(grey);
        var (from, to) = ((int)(row % Digits) * side / Digits, (int)((row % Digits) + 1) * side / Digits);
        for (var p = 0; p < grey.Length; p++)
            grey[p] = (byte)((grey[p] / 8) + (p / side >= from && p / side < to ? 200 : 0));
        return grey;
    }
}
