namespace I2M2.Preprocessing.VqaVs.Answers;

/// <summary>
/// The contraction table of the VQA evaluation code (Antol et al. 2015), 120 entries: what is written for a word without, or with too few, apostrophes. Its
/// oddities are kept for parity: two entries that change nothing, one that takes an apostrophe away, and keys with a capital, which lower-cased text never meets.
/// </summary>
internal static class Contractions
{
    // The key of each is the word without its apostrophes.
    private const string Regular =
        "'twas ain't aren't can't could've couldn't didn't doesn't don't hadn't hasn't haven't he'd he's how'd how'll how's I'm I've isn't it'd it'll ma'am " +
        "might've mightn't must've mustn't needn't not've o'clock oughtn't shan't should've shouldn't somebody'll somebody's someone'd someone'll someone's " +
        "something'd something'll that's there'd there're there's they'd they'll they're they've wasn't we've weren't what'll what're what's what've when's " +
        "where'd where's where've who'd who'll who's who've why'll why're why's won't would've wouldn't y'all you'd you'll you're you've";

    // Word, then its keys.
    private static readonly string[] Irregular =
    [
        "'ow's'at ow's'at 'ows'at 'ow'sat", "couldn't've couldn'tve couldnt've", "hadn't've hadnt've hadn'tve", "he'd've hed've he'dve", "I'd've Id've I'dve",
        "it'd've itd've it'dve", "let's let's", "mightn't've mightnt've mightn'tve", "she'd've shed've she'dve", "she's she's", "shouldn't've shouldnt've shouldn'tve",
        "somebody'd've somebodyd've somebody'dve", "somebodyd somebody'd", "someone'd've someoned've someone'dve", "something'd've somethingd've something'dve",
        "there'd've thered've there'dve", "they'd've theyd've they'dve", "we'd've wed've we'dve", "who'd've whod've who'dve", "wouldn't've wouldnt've wouldn'tve",
        "y'all'd've yall'd've y'alld've y'all'dve", "y'all'll yall'll y'allll", "you'd've youd've you'dve",
    ];

    /// <summary>Key to word.</summary>
    internal static IReadOnlyDictionary<string, string> Table { get; } = MakeTable();

    private static Dictionary<string, string> MakeTable()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in Regular.Split(' '))
            table.Add(word.Replace("'", "", StringComparison.Ordinal), word);
        foreach (var entry in Irregular.Select(e => e.Split(' ')))
        {
            foreach (var key in entry[1..])
                table.Add(key, entry[0]);
        }

        return table;
    }
}
