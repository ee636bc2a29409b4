using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>One way in which espeak-ng speaks.</summary>
/// <param name="Name">Speaker in the recordings' names.</param>
/// <param name="Voice">Voice and variant for espeak-ng.</param>
public sealed record Speaker(string Name, string Voice)
{
    /// <summary>Six accents, three of them with women's variants; all are in espeak-ng 1.50 and later.</summary>
    public static IReadOnlyList<Speaker> All { get; } =
    [
        new("america", "en-us+m3"),
        new("britain", "en-gb+f2"),
        new("caribbean", "en-029+m7"),
        new("lancaster", "en-gb-x-gbclan+f4"),
        new("received", "en-gb-x-rp+m1"),
        new("scotland", "en-gb-scotland+f5"),
    ];
}

/// <summary>A digit to be spoken, and how.</summary>
/// <param name="Digit">0 to 9.</param>
/// <param name="Speaker">Who.</param>
/// <param name="Index">Which of the speaker's recordings of this digit; 40 to 49 are heard in the test split only.</param>
/// <param name="WordsPerMinute">Speed.</param>
/// <param name="Pitch">0 to 99, 50 is the voice's own.</param>
public sealed record Utterance(int Digit, Speaker Speaker, int Index, int WordsPerMinute, int Pitch)
{
    /// <summary>Slowest and fastest.</summary>
    public static (int Least, int Most) Speeds { get; } = (110, 230);

    /// <summary>Lowest and highest.</summary>
    public static (int Least, int Most) Pitches { get; } = (15, 85);

    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>What is said.</summary>
    public string Word => Words[Digit];

    /// <summary>Name in the layout of the Free Spoken Digit Dataset.</summary>
    public string FileName => $"{Digit}_{Speaker.Name}_{Index}.wav";

    /// <summary>Every speaker's recordings of every digit. No two of a speaker and digit have one setting, so none of the test is heard in training.</summary>
    /// <param name="speakers">The speakers.</param>
    /// <param name="indices">Numbers of the recordings.</param>
    /// <param name="seed">Chooses speeds and pitches.</param>
    public static IReadOnlyList<Utterance> Plan(IReadOnlyList<Speaker> speakers, IReadOnlyList<int> indices, long seed)
        => [.. from digit in Enumerable.Range(0, Words.Length)
               from speaker in speakers
               from utterance in Of(digit, speaker, indices, seed)
               select utterance];

    private static IEnumerable<Utterance> Of(int digit, Speaker speaker, IReadOnlyList<int> indices, long seed)
    {
        var random = new RandomNumbers(seed, $"settings {digit} {speaker.Name}");
        var used = new HashSet<(int, int)>();
        foreach (var index in indices)
        {
            (int Speed, int Pitch) setting;
            do
                setting = (random.Whole(Speeds.Least, Speeds.Most), random.Whole(Pitches.Least, Pitches.Most));
            while (!used.Add(setting));
            yield return new Utterance(digit, speaker, index, setting.Speed, setting.Pitch);
        }
    }
}
