using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Which classes are hard: the accuracy of every paradigm in each class, and what the best one takes a class for.</summary>
internal static class ClassPlots
{
    // Beyond it cells are too small to read.
    private const int MostClasses = 30;

    private const string RecallDrawing = """
        {
          "width": { "step": 46 },
          "height": { "step": 26 },
          "encoding": {
            "x": { "field": "class", "type": "nominal", "sort": null, "title": "true class", "axis": { "labelAngle": 0, "orient": "top", "ticks": false, "domain": false } },
            "y": { "field": "paradigm", "type": "nominal", "sort": null, "title": null, "axis": { "ticks": false, "domain": false, "labelPadding": 8 } }
          },
          "layer": [
            { "mark": { "type": "rect", "stroke": "#8a93a0", "strokeOpacity": 0.3 }, "encoding": { "color": { "field": "share", "type": "quantitative", "title": "accuracy", "scale": { "scheme": "blues", "domain": [0, 1] } } } },
            { "mark": { "type": "text", "fontSize": 11 }, "encoding": { "text": { "field": "share", "type": "quantitative", "format": ".2f" }, "color": { "condition": { "test": "datum.share > 0.55", "value": "#ffffff" }, "value": "#14304d" } } }
          ]
        }
        """;

    private const string ConfusionDrawing = """
        {
          "width": { "step": 46 },
          "height": { "step": 26 },
          "encoding": {
            "x": { "field": "predicted", "type": "nominal", "sort": null, "title": "predicted class", "axis": { "labelAngle": 0, "orient": "top", "ticks": false, "domain": false } },
            "y": { "field": "true", "type": "nominal", "sort": null, "title": "true class", "axis": { "ticks": false, "domain": false } }
          },
          "layer": [
            { "mark": { "type": "rect", "stroke": "#8a93a0", "strokeOpacity": 0.3 }, "encoding": { "color": { "field": "share", "type": "quantitative", "title": "share of row", "scale": { "scheme": "blues", "domain": [0, 1] } } } },
            { "mark": { "type": "text", "fontSize": 11 }, "encoding": { "text": { "field": "rows", "type": "quantitative" }, "color": { "condition": { "test": "datum.share > 0.55", "value": "#ffffff" }, "value": "#14304d" } } }
          ]
        }
        """;

    /// <summary>Accuracy within each class, the mean over seeds; null when there are too many classes to show.</summary>
    /// <param name="contenders">Of one comparison.</param>
    /// <param name="classes">Names, [C].</param>
    public static Plot? Recall(IReadOnlyList<Contender> contenders, IReadOnlyList<string> classes)
    {
        if (classes.Count > MostClasses)
            return null;
        (string Name, double?[] Shares)[] rows = [.. contenders.Where(c => c.Runs.Count > 0).Select(c => (c.Name, Shares(Sum(c))))];
        var values = rows.SelectMany(row => row.Shares.Select((share, k) => (row.Name, Class: classes[k], Share: share)))
            .Where(cell => cell.Share is not null)
            .Select(cell => new JsonObject { ["paradigm"] = cell.Name, ["class"] = cell.Class, ["share"] = VegaLite.Number(cell.Share!.Value) });
        return new Plot(
            "Accuracy in each class", "The share of each class's rows that is predicted rightly, the mean over seeds.", VegaLite.Of(RecallDrawing, values))
        {
            Numbers = new ReportTable(
                [new("paradigm"), .. classes.Select(name => new ReportColumn(name, Right: true))],
                [.. rows.Select(row => (string[])[row.Name, .. row.Shares.Select(s => s is { } share ? Figures.Of(share) : Figures.None)])]),
        };
    }

    /// <summary>The best contender's confusion matrix, summed over seeds; null when there are too many classes to show.</summary>
    /// <param name="contender">The best.</param>
    /// <param name="classes">Names, [C].</param>
    public static Plot? Confusion(Contender contender, IReadOnlyList<string> classes)
    {
        if (classes.Count > MostClasses)
            return null;
        var sums = Sum(contender);
        var values =
            from i in Enumerable.Range(0, classes.Count)
            let total = sums[i].Sum()
            where total > 0
            from j in Enumerable.Range(0, classes.Count)
            select new JsonObject
            {
                ["true"] = classes[i],
                ["predicted"] = classes[j],
                ["rows"] = sums[i][j],
                ["share"] = VegaLite.Number((double)sums[i][j] / total),
            };
        return new Plot(
            $"Confusion matrix of {contender.Name}", $"Rows of each true class by the class predicted, summed over seeds. {Worst(sums, classes)}", VegaLite.Of(ConfusionDrawing, values))
        {
            Numbers = new ReportTable(
                [new("true \\ predicted"), .. classes.Select(name => new ReportColumn(name, Right: true))],
                [.. sums.Select((row, i) => (string[])[classes[i], .. row.Select(n => Figures.Count(n))])]),
        };
    }

    private static string Worst(long[][] sums, IReadOnlyList<string> classes)
    {
        var worst = (
            from i in Enumerable.Range(0, classes.Count)
            from j in Enumerable.Range(0, classes.Count)
            where i != j && sums[i][j] > 0
            orderby sums[i][j] descending
            select (From: i, To: j)).Take(1).ToArray();
        return worst.Length == 0
            ? "No row is taken for another class."
            : $"The commonest mistake is {classes[worst[0].From]} taken for {classes[worst[0].To]}, {Figures.Counted(sums[worst[0].From][worst[0].To], "time")}.";
    }

    private static long[][] Sum(Contender contender) =>
        [.. contender.Runs[0].Detail.ClassCounts.Select((_, i) => contender.Runs[0].Detail.ClassCounts
            .Select((_, j) => contender.Runs.Sum(r => (long)r.Detail.Confusion![i][j])).ToArray())];

    private static double?[] Shares(long[][] sums) => [.. sums.Select((row, k) => row.Sum() is > 0 and var total ? (double)row[k] / total : (double?)null)];
}
