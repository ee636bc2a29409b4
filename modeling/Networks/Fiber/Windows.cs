using static TorchSharp.torch;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>A grid of g x g tokens cut into windows of w x w, row by row.</summary>
public static class Windows
{
    private const float Apart = -100; // as Swin has it: not minus infinity

    /// <summary>[B, g, g, C] to [B windows, w^2, C].</summary>
    public static Tensor Cut(Tensor x, int window)
    {
        var (b, grid, channels) = (x.shape[0], x.shape[1], x.shape[3]);
        return x.view(b, grid / window, window, grid / window, window, channels).permute(0, 1, 3, 2, 4, 5).reshape(-1, window * window, channels);
    }

    /// <summary>[B windows, w^2, C] to [B, g, g, C].</summary>
    public static Tensor Join(Tensor windows, int grid)
    {
        var window = (int)Math.Sqrt(windows.shape[1]);
        var across = grid / window;
        return windows.view(-1, across, across, window, window, windows.shape[2]).permute(0, 1, 3, 2, 4, 5).reshape(-1, grid, grid, windows.shape[2]);
    }

    /// <summary>
    /// What is added to the attention within windows of a grid that was rolled by shift: -100 between tokens that were not neighbours
    /// before, 0 elsewhere; [windows, w^2, w^2] row-major.
    /// </summary>
    public static float[] ShiftMask(int grid, int window, int shift)
    {
        int Region(int place) => place < grid - window ? 0 : place < grid - shift ? 1 : 2;
        var (across, tokens) = (grid / window, window * window);
        var mask = new float[across * across * tokens * tokens];
        var at = 0;
        for (var w = 0; w < across * across; w++)
        {
            (int, int) Regions(int token) => (Region((w / across * window) + (token / window)), Region((w % across * window) + (token % window)));
            for (var i = 0; i < tokens; i++)
            {
                for (var j = 0; j < tokens; j++)
                    mask[at++] = Regions(i) == Regions(j) ? 0 : Apart;
            }
        }

        return mask;
    }
}
