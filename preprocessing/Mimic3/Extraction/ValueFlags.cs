namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>The few texts in VALUE that mean something.</summary>
internal static class ValueFlags
{
    /// <summary>A verbal response of 0: the patient is intubated.</summary>
    internal const sbyte Intubated = 1;

    /// <summary>The specimen of a blood gas is arterial.</summary>
    internal const sbyte ArterialSpecimen = 2;

    /// <summary>It is another one.</summary>
    internal const sbyte OtherSpecimen = 3;

    private const int VerbalCareVue = 723;
    private const int VerbalMetaVision = 223900;
    private const int Specimen = 50800;

    /// <summary>0: the text means nothing. Blanks around it do not matter; an empty specimen is none.</summary>
    internal static sbyte Of(int itemid, ReadOnlySpan<byte> text) => itemid switch
    {
        VerbalCareVue when text.Trim((byte)' ').SequenceEqual("1.0 ET/Trach"u8) => Intubated,
        VerbalMetaVision when text.Trim((byte)' ').SequenceEqual("No Response-ETT"u8) => Intubated,
        Specimen when text.Trim((byte)' ').SequenceEqual("ART"u8) => ArterialSpecimen,
        Specimen when text.Trim((byte)' ').Length > 0 => OtherSpecimen,
        _ => 0,
    };
}
