namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>VALUE of the components of the Glasgow coma scale, from 1 point.</summary>
internal static class ComaTexts
{
    internal static IReadOnlyList<string> Eyes { get; } = ["No Response", "To Pain", "To Speech", "Spontaneously"];

    internal static IReadOnlyList<string> Motor { get; } =
        ["No response", "Abnormal extension", "Abnormal Flexion", "Flex-withdraws", "Localizes Pain", "Obeys Commands"];

    internal static IReadOnlyList<string> Verbal { get; } = ["No Response", "Incomprehensible sounds", "Inappropriate Words", "Confused", "Oriented"];
}
