using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Scenes;

/// <summary>A coloured shape in a picture.</summary>
/// <param name="Shape">An index into <see cref="Shapes"/>.</param>
/// <param name="Colour">An index into <see cref="Colours"/>.</param>
/// <param name="Row">Row of its centre, in picture heights.</param>
/// <param name="Column">Column of its centre, in picture widths.</param>
/// <param name="Radius">From its centre to its corners, in picture widths.</param>
internal sealed record Thing(int Shape, int Colour, double Row, double Column, double Radius)
{
    /// <summary>Names of the shapes.</summary>
    internal static readonly string[] Shapes = ["circle", "square", "triangle"];

    /// <summary>Names of the colours.</summary>
    internal static readonly string[] Colours = ["red", "green", "blue", "yellow"];

    private static readonly (byte Red, byte Green, byte Blue)[] Paints = [(220, 40, 40), (40, 180, 60), (50, 80, 230), (235, 215, 50)];

    /// <summary>"red circle".</summary>
    internal string Name => $"{Colours[Colour]} {Shapes[Shape]}";

    /// <summary>Draws things on grey noise.</summary>
    /// <param name="things">Later ones over earlier ones.</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="random">Of the noise.</param>
    /// <returns>[side, side, 3].</returns>
    internal static byte[] Draw(IReadOnlyList<Thing> things, int side, RandomNumbers random)
    {
        var pixels = new byte[side * side * 3];
        for (var p = 0; p < side * side; p++)
        {
            var (row, column) = ((p / side + 0.5) / side, (p % side + 0.5) / side);
            var (red, green, blue) = things.LastOrDefault(t => t.Covers(row, column)) is { } thing ? Paints[thing.Colour] : ((byte)128, (byte)128, (byte)128);
            var noise = random.Whole(-20, 20);
            (pixels[3 * p], pixels[(3 * p) + 1], pixels[(3 * p) + 2]) = (Clipped(red + noise), Clipped(green + noise), Clipped(blue + noise));
        }

        return pixels;
    }

    private bool Covers(double row, double column)
    {
        var (down, across) = ((row - Row) / Radius, (column - Column) / Radius);
        return Shape switch
        {
            0 => (down * down) + (across * across) <= 0.8,
            1 => Math.Abs(down) <= 0.75 && Math.Abs(across) <= 0.75,
            _ => down is >= -0.9 and <= 0.7 && Math.Abs(across) <= 0.6 * (down + 0.9),
        };
    }

    private static byte Clipped(int value) => (byte)Math.Clamp(value, 0, 255);
}
