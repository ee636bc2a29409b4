namespace I2M2.Preprocessing.FastMri.Annotations;

/// <summary>Groups of findings on a slice, each present or not. "Others" is any finding outside the three named groups, not any finding at all.</summary>
[Flags]
internal enum Pathologies
{
    /// <summary>No finding.</summary>
    None = 0,

    /// <summary>Findings of none of the groups below; `abnormal` in the reference's code.</summary>
    Others = 1,

    /// <summary>Meniscus tear; `mtear` in the reference's code.</summary>
    Meniscus = 2,

    /// <summary>Sprain of the anterior cruciate ligament.</summary>
    Acl = 4,

    /// <summary>Loss or defect of cartilage.</summary>
    Cartilage = 8,
}
