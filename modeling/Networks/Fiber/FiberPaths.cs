namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Which features are asked for.</summary>
[Flags]
public enum FiberPaths
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Of image and text together.</summary>
    Fused = 1,

    /// <summary>Of the image alone.</summary>
    Image = 2,

    /// <summary>Of the text alone.</summary>
    Text = 4,

    /// <summary>All three.</summary>
    All = Fused | Image | Text,
}
