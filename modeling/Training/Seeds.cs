using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace I2M2.Modeling.Training;

/// <summary>Independent random streams from one seed, so that, e.g., another initialisation does not change the order of the batches.</summary>
public static class Seeds
{
    /// <summary>The seed of a stream: the first 62 bits of SHA-256("seed/stream").</summary>
    public static long Derive(long seed, string stream) =>
        (long)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{stream}"))) >> 2);

    /// <summary>The rows 0..rows-1 in the order of one epoch; a function of seed and epoch alone.</summary>
    public static long[] Order(long seed, int epoch, long rows)
    {
        var order = new long[rows];
        for (var k = 0L; k < rows; k++)
            order[k] = k;
        new Random(unchecked((int)Derive(seed, $"order/{epoch}"))).Shuffle(order);
        return order;
    }
}
