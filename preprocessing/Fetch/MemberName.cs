namespace I2M2.Preprocessing.Fetch;

/// <summary>Names inside archives, which anyone can have chosen.</summary>
internal static class MemberName
{
    private const int Longest = 1000;

    /// <summary>What is wrong with a name; null when it is a plain path below the archive's root.</summary>
    internal static string? Problem(string name)
    {
        if (name.Length is 0 or > Longest)
            return $"has {name.Length:#,0} characters, 1 to {Longest:#,0} are allowed";
        if (name.Any(char.IsControl))
            return "has a control character";
        if (name.Contains('\\', StringComparison.Ordinal))
            return "has a backslash";
        if (name[0] == '/' || name is [_, ':', ..])
            return "is absolute";
        return Trimmed(name).Split('/').Any(part => part is "" or "." or "..") ? "has an empty part, or . or .. for one" : null;
    }

    /// <summary>Without the slash that ends a folder's name.</summary>
    internal static string Trimmed(string name) => name.EndsWith('/') ? name[..^1] : name;

    /// <summary>Without the first folder.</summary>
    internal static string BelowTop(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
