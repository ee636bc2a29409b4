namespace I2M2.Modeling.Paradigms;

/// <summary>What training makes of a backbone that experts share.</summary>
public enum BackboneUse
{
    /// <summary>It trains with them.</summary>
    Trained,

    /// <summary>It stays as it is, and draws dropout and drop-path while they train: the paper's code.</summary>
    FrozenWithDropout,

    /// <summary>It stays as it is and gives the same features always, those that `modeling features` keeps.</summary>
    Frozen,
}
