using Spectre.Console;

namespace I2M2.Evaluation.Tests;

public class ReportTableTests
{
    private static readonly ReportTable Table = new(
        [new("paradigm"), new("accuracy"), new("params", Right: true)],
        [["intra (mixture)", "0.675 ± 0.021", "73,482"], ["[red]i2m2[/]", "0.755", "-"]]);

    [Fact]
    public void Away_from_a_terminal_columns_line_up_by_spaces()
    {
        using var text = new StringWriter { NewLine = "\n" };
        Table.Write(text);

        Assert.Equal(
            """
            paradigm         accuracy       params
            intra (mixture)  0.675 ± 0.021  73,482
            [red]i2m2[/]     0.755               -

            """,
            text.ToString());
    }

    [Fact]
    public void On_a_terminal_there_are_lines_and_markup_in_a_name_is_only_text() => Assert.Equal(
        """
         paradigm         accuracy       params
        ─────────────────────────────────────────
         intra (mixture)  0.675 ± 0.021  73,482
         [red]i2m2[/]     0.755               -
        """,
        Drawn(width: 80));

    [Fact]
    public void On_a_narrow_terminal_cells_break_between_words() => Assert.Equal(
        """
         paradigm         accuracy    params
        ──────────────────────────────────────
         intra (mixture)  0.675 ±     73,482
                          0.021
         [red]i2m2[/]     0.755            -
        """,
        Drawn(width: 38));

    private static string Drawn(int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        Table.Draw(console);
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }
}
