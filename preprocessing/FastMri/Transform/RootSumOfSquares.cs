using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>Combines the images of several coils into one, without their sensitivities (Roemer and others, Magnetic Resonance in Medicine 16:192, 1990).</summary>
internal static class RootSumOfSquares
{
    /// <summary>sqrt of the sum over coils of |image| squared.</summary>
    /// <param name="images">Complex, [.., coils, rows, columns].</param>
    /// <returns>Real, [.., rows, columns], without negative values.</returns>
    internal static Tensor Of(Tensor images)
    {
        using var parts = images.view_as_real();
        using var squares = parts.mul(parts);
        using var energy = squares.sum([-4, -1]);
        return energy.sqrt();
    }
}
