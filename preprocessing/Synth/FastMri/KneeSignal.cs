namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>Where findings show.</summary>
public enum KneeSignal
{
    /// <summary>Others in magnitude, meniscus in phase, ACL in the relation of both, cartilage in each of the two.</summary>
    All,

    /// <summary>All groups in magnitude.</summary>
    Magnitude,

    /// <summary>All groups in phase.</summary>
    Phase,

    /// <summary>All groups in the relation of magnitude and phase.</summary>
    Relation,

    /// <summary>No group anywhere.</summary>
    None,
}

/// <summary>What a finding of one group owes to its place's brightness and phase.</summary>
internal enum Evidence
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Bright with the finding, dark without.</summary>
    Magnitude,

    /// <summary>Phase ahead with the finding, behind without.</summary>
    Phase,

    /// <summary>Bright and ahead, or dark and behind, with the finding; the other two pairs without. Either alone is a fair coin whatever the label.</summary>
    Relation,

    /// <summary>Brightness and phase each follow the label, with errors that are independent of each other given the label.</summary>
    Each,
}
