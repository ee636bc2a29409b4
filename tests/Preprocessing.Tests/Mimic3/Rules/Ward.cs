using I2M2.Preprocessing.Mimic3;
using I2M2.Preprocessing.Mimic3.Extraction;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Tests.Mimic3.Rules;

/// <summary>What a rule must make of an invented admission's rows.</summary>
/// <param name="Expected">Its answer to the test's question.</param>
/// <param name="Rows">Adds the rows.</param>
internal sealed record Case(string? Expected, Action<TinyStay> Rows);

/// <summary>A work database of invented admissions, each of its own patient; the real steps run on all of them at the first question.</summary>
internal sealed class Ward : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly WorkDatabase work;
    private readonly Mimic3Options options;
    private int admissions;
    private bool ran;

    internal Ward(params string[] settings)
    {
        options = Mimic3Options.Read(new Settings(settings));
        work = WorkDatabase.Open(folder.Path, folder.Path, "tests", 1L << 28, 1);
        // One transaction, ended by the first question: hundreds of small ones would each wait for the disk.
        Execute("BEGIN");
        foreach (var table in RawTable.All)
            work.MakeAnew(table);
    }

    /// <summary>Every case as an admission of its own in one ward, so that the steps run once.</summary>
    internal static void Check(Func<TinyStay, string?> ask, IReadOnlyList<Case> cases, params string[] settings)
    {
        using var ward = new Ward(settings);
        var stays = cases.Select(_ => ward.Admit()).ToList();
        foreach (var (one, stay) in cases.Zip(stays))
            one.Rows(stay);
        var wrong = cases.Zip(stays, (one, stay) => (one.Expected, Found: ask(stay))).Select((c, i) => (c.Expected, c.Found, Number: i + 1)).Where(c => c.Expected != c.Found);
        Assert.Equal("", string.Join("\n", wrong.Select(c => $"case {c.Number}: {c.Expected ?? "NULL"} expected, {c.Found ?? "NULL"} found")));
    }

    /// <summary>A patient of 60 with an admission as an emergency and an ICU stay from then on.</summary>
    internal TinyStay Admit()
    {
        var stay = new TinyStay(this, 100 + admissions, 10 + admissions, 1000 + (10 * admissions));
        admissions++;
        Execute($"INSERT INTO patients VALUES ({stay.Patient}, TIMESTAMP '2040-06-01', NULL)");
        AddAdmission(stay.Admission, stay.Patient, "0:00");
        stay.AddStay("0:00");
        return stay;
    }

    internal void AddAdmission(long admission, long patient, string admitted) => Execute(
        $"INSERT INTO admissions (hadm_id, subject_id, admittime, dischtime, admission_type) VALUES ({admission}, {patient}, {TinyStay.Time(admitted)}, {TinyStay.Time("240:00")}, 'EMERGENCY')");

    /// <summary>Adds a row.</summary>
    internal void AddEvent(string table, string columns, FormattableString values) => Execute(
        FormattableString.Invariant($"INSERT INTO {table} ({columns}) VALUES ({FormattableString.Invariant(values)})"));

    internal void Execute(string statement) => work.Database.Execute("fill", statement);

    /// <summary>The admissions of the cohort.</summary>
    internal string Cohort() => string.Join(", ", Query("SELECT hadm_id FROM cohort ORDER BY hadm_id").Select(r => r[0]));

    /// <summary>How many admissions every rule of the cohort leaves.</summary>
    internal string CohortFunnel() => string.Join(" ", Query("SELECT admissions FROM funnel WHERE position < 10 ORDER BY position").Select(r => r[0]));

    /// <summary>How many rows a line of the funnel counts.</summary>
    internal string? Funnel(string source, string rule) => Query($"SELECT \"rows\" FROM funnel WHERE source = '{source}' AND rule = '{rule}'").Single()[0];

    /// <summary>Every column as text.</summary>
    internal List<string?[]> Query(string sql)
    {
        if (!ran)
        {
            ran = true;
            RuleTables.Make(work.Database, options);
            SqlSteps.Run(work.Database, [.. SqlSteps.Names.SkipLast(1)], CancellationToken.None);
            Execute("CREATE TABLE splits AS SELECT hadm_id, 'train' AS split FROM cohort");
            SqlSteps.Run(work.Database, [SqlSteps.Names[^1]], CancellationToken.None);
            Execute("COMMIT");
        }

        using var rows = work.Database.Query("ask", $"SELECT COLUMNS(*)::VARCHAR FROM ({sql})");
        var found = new List<string?[]>();
        while (rows.Read())
        {
            for (var r = 0; r < rows.Rows; r++)
            {
                var row = new string?[rows.Columns.Count];
                for (var c = 0; c < row.Length; c++)
                    row[c] = rows.Column(c).IsNull(r) ? null : rows.Column(c).Text(r);
                found.Add(row);
            }
        }

        return found;
    }

    public void Dispose()
    {
        work.Dispose();
        folder.Dispose();
    }
}
