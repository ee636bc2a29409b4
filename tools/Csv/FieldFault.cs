namespace I2M2.Csv;

/// <summary>What is wrong with a field's text.</summary>
public enum FieldFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is not of the kind that is expected.</summary>
    Malformed,

    /// <summary>It is, but beyond what can be held, or be true.</summary>
    OutOfRange,
}
