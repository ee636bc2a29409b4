using System.Text;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation.Tests;

/// <summary>Files that are not predictions, or not quite: each is refused with its place and a remedy, none is half read.</summary>
public class HostileCsvTests
{
    private const string Header = "id,label,p_0,p_1\n";

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n\n", "the file is empty")]
    [InlineData(Header, "expected one row or more")]
    [InlineData("label,p_0,p_1\n0,1,0\n", "header: column id is missing")]
    [InlineData("id,p_0,p_1\na,1,0\n", "header: column label is missing")]
    [InlineData("id,label,score\na,1,0\n", "header: column p_0 (or log_p_0) is missing")]
    [InlineData("id,label,image:p_0,image:p_1\na,1,0,1\n", "header: column p_0 (or log_p_0) is missing")]
    [InlineData("id;label;p_0;p_1\na;0;1;0\n", "columns separated by commas")]
    [InlineData("id,label,p_0\na,0,1\n", "found one class column")]
    [InlineData("id,label,p_0,p_2\na,0,1,0\n", "column \"p_1\" is missing")]
    [InlineData("id,label,p_00,p_01\na,0,1,0\n", "column \"p_0\" is missing")]
    [InlineData("id,label,p_0,p_99999999999999999999\na,0,1,0\n", "column \"p_1\" is missing")]
    [InlineData("id,label,p_0,log_p_1\na,0,1,0\n", "both \"p_k\" and \"log_p_k\"")]
    [InlineData("id,label,p_0,p_1,p_1\na,0,1,0,0\n", "column \"p_1\" comes twice")]
    [InlineData("id,label,p_0,p_1,image:p_0\na,0,1,0,1\n", "expert \"image\" has 1 class columns, the model has 2")]
    [InlineData("id,label,p_0,p_1,=cmd:p_0,=cmd:p_1\na,0,1,0,1,0\n", "expert \"=cmd\" is not a name")]
    [InlineData("id,label,p_0,p_1,:p_0,:p_1\na,0,1,0,1,0\n", "expert \"\" is not a name")]
    public void A_header_that_does_not_say_everything(string csv, string problem) => Refused(csv, problem);

    [Theory]
    [InlineData("a,0,1\n", "row 1: expected 4 cells as in the header, found 3")]
    [InlineData("a,0,1,0\nb,0,1,0,0\n", "row 2: expected 4 cells as in the header, found 5")]
    [InlineData("a,0,1,0\nb,0,1", "row 2: expected 4 cells as in the header, found 3")]
    [InlineData("a,0,1,0\n\"b,0,1,0\nc,0,1,0\n", "row 2: expected quotes as CSV uses them")]
    [InlineData("a,0,1,0\nb\"x,0,1,0\n", "row 2: expected quotes as CSV uses them")]
    [InlineData(",0,1,0\n", "row 1, column id: expected a name")]
    [InlineData("a,0,1,0\na,0,1,0\n", "row 2 (id \"a\"): row 1 has the same id")]
    public void A_row_that_is_not_a_row(string rows, string problem) => Refused(Header + rows, problem);

    [Theory]
    [InlineData("a,2,1,0\n", "column label: expected a class 0..1")]
    [InlineData("a,-1,1,0\n", "column label: expected a class 0..1")]
    [InlineData("a,1.0,1,0\n", "column label: expected a whole number 0..1")]
    [InlineData("a,99999999999,1,0\n", "column label: expected a whole number 0..1")]
    [InlineData("a,,1,0\n", "column label: expected a whole number 0..1")]
    [InlineData("a,0,x,0\n", "column p_0: expected a number")]
    [InlineData("a,0,,1\n", "column p_0: expected a number")]
    [InlineData("a,0,1,NaN\n", "column p_1: expected a number")]
    [InlineData("a,0,1e999,0\n", "column p_0: expected a number")]
    [InlineData("a,0,-0.1,1.1\n", "column p_0: expected a probability 0..1")]
    [InlineData("a,0,1.1,0\n", "column p_0: expected a probability 0..1")]
    [InlineData("a,0,0.5,0.4\n", "the probabilities of the model do not sum to 1")]
    [InlineData("a,0,0,0\n", "the probabilities of the model do not sum to 1")]
    [InlineData("a,0,1,0.0011\n", "the probabilities of the model do not sum to 1")]
    public void A_value_that_cannot_be(string row, string problem) => Refused(Header + row, $"row 1 (id \"a\")", problem);

    [Fact]
    public void A_logarithm_above_0() =>
        Refused("id,label,log_p_0,log_p_1\na,0,0.7,0.1\n", "column log_p_0", "the logarithm of a probability");

    [Fact]
    public void An_expert_whose_row_is_not_a_distribution() => Refused(
        "id,label,p_0,p_1,image:p_0,image:p_1\na,0,1,0,0.2,0.2\n", "row 1 (id \"a\")", "the probabilities of expert image do not sum to 1");

    [Fact]
    public void No_value_of_a_row_is_repeated_in_a_message()
    {
        var e = Refused(Header + "a,0,secret,0\n", "column p_0");

        Assert.DoesNotContain("secret", e.Message);
        Assert.DoesNotContain("secret", e.ToString());
    }

    [Fact]
    public void An_id_cannot_steer_the_terminal_that_shows_its_error()
    {
        var e = Refused(Header + "\u001B[2J\u202Eevil,5,1,0\n", "column label");

        Assert.Contains("\\u001B[2J\\u202Eevil", e.Message);
        Assert.DoesNotContain(e.Message, char.IsControl);
    }

    [Fact]
    public void A_row_without_end_is_given_up_before_memory_is()
    {
        using var endless = new Endless();
        var e = Assert.Throws<InputRefusedException>(() => PredictionsCsv.Read(endless, "their.csv"));

        Assert.Contains("at most 16 MiB a row", e.Message);
        Assert.InRange(endless.Given, 0, 1 << 27);
    }

    [Fact]
    public void Bytes_that_are_not_text()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes(Header), 0xFF, 0xFE, 0x80]);

        var e = Assert.Throws<InputRefusedException>(() => PredictionsCsv.Read(path));

        Assert.StartsWith($"{path}: not text in UTF-8", e.Message);
        File.Delete(path);
    }

    private static InputRefusedException Refused(string csv, params string[] said)
    {
        var e = Assert.Throws<InputRefusedException>(() => PredictionsCsv.Read(new StringReader(csv), "their.csv"));
        Assert.StartsWith("their.csv: ", e.Message);
        Assert.All(said, part => Assert.Contains(part, e.Message));
        return e;
    }

    private sealed class Endless : TextReader
    {
        public long Given { get; private set; }

        public override int Read(char[] buffer, int index, int count)
        {
            Array.Fill(buffer, '\0', index, count);
            Given += count;
            return count;
        }

        public override int Read(Span<char> buffer)
        {
            buffer.Clear();
            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
