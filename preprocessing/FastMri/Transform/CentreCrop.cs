using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>Keeps the middle of images. What is over by an odd number is left out at the end, as in fastMRI.</summary>
internal static class CentreCrop
{
    /// <summary>The middle of images.</summary>
    /// <param name="images">[.., R, C].</param>
    /// <param name="rows">Rows wanted, R at most.</param>
    /// <param name="columns">Columns wanted, C at most.</param>
    /// <returns>[.., rows, columns], a view of the images.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The images are smaller.</exception>
    internal static Tensor Of(Tensor images, long rows, long columns)
    {
        var (height, width) = (images.shape[^2], images.shape[^1]);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, rows, nameof(images));
        ArgumentOutOfRangeException.ThrowIfLessThan(width, columns, nameof(images));
        using var middle = images.narrow(-2, (height - rows) / 2, rows);
        return middle.narrow(-1, (width - columns) / 2, columns);
    }
}
