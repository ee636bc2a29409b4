using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Archive;

/// <summary>Images, audio and labels of one file, train or test: opened, and of one length.</summary>
internal sealed class ArrayTrio : IDisposable
{
    private ArrayTrio(NumberRows images, NumberRows audio, byte[] labels) => (Images, Audio, Labels) = (images, audio, labels);

    /// <summary>[N, 784].</summary>
    internal NumberRows Images { get; }

    /// <summary>[N, 112 * 112].</summary>
    internal NumberRows Audio { get; }

    /// <summary>N digits.</summary>
    internal byte[] Labels { get; }

    /// <summary>N.</summary>
    internal int Count => Labels.Length;

    /// <summary>Opens the arrays and checks everything but the values of images and audio.</summary>
    /// <exception cref="InputRefusedException">An array is not what it must be, or has another length than the labels.</exception>
    internal static ArrayTrio Open(ArrayPaths paths)
    {
        NumberRows? images = null, audio = null;
        try
        {
            var labels = ReadLabels(paths.Labels);
            images = NumberRows.Open(paths.Images, [Digits.Pixels], [Digits.Side, Digits.Side]);
            if (images.Dtype is not (Dtype.F32 or Dtype.F64 or Dtype.U8))
                throw new InputRefusedException(paths.Images, $"elements are {images.Dtype}; F32, F64 or U8 are expected", "save them as float64, as the archive has them");
            audio = NumberRows.Open(paths.Audio, [Spectrogram.Side, Spectrogram.Side]);
            foreach (var array in new[] { images, audio })
            {
                if (array.Count != labels.Length)
                    throw new InputRefusedException(array.Path, $"{array.Count:#,0} rows, {labels.Length:#,0} labels in {Path.GetFileName(paths.Labels)}", "unpack the archive again");
            }

            return new ArrayTrio(images, audio, labels);
        }
        catch
        {
            images?.Dispose();
            audio?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Audio.Dispose();
    }

    private static byte[] ReadLabels(string path)
    {
        using var file = NpyFile.Open(path);
        if (file.Shape.Count != 1 || file.Rows == 0)
            throw new InputRefusedException(path, $"shape [{string.Join(", ", file.Shape)}]; [N] is expected", "unpack the archive again");
        if (file.Dtype is not (Dtype.U8 or Dtype.I32 or Dtype.I64))
            throw new InputRefusedException(path, $"labels are {file.Dtype}; U8, I32 or I64 are expected", "save them as integers");
        var labels = file.ReadAll().RequireWithin(0, 9);
        return labels.Dtype switch
        {
            Dtype.U8 => labels.AsSpan<byte>().ToArray(),
            Dtype.I32 => Array.ConvertAll(labels.AsSpan<int>().ToArray(), v => (byte)v),
            _ => Array.ConvertAll(labels.AsSpan<long>().ToArray(), v => (byte)v),
        };
    }
}
