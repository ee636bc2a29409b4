namespace I2M2.Evaluation;

/// <summary>How every figure of a report comes about, for whoever has to defend it.</summary>
internal static class Method
{
    /// <summary>The same for every report.</summary>
    public static ReportSection Section() => new("How the numbers were computed", 2, [new BulletList([
        "accuracy: the share of rows whose most probable class is the true one; of tied classes the lowest is taken. "
            + "balanced acc: mean recall of the classes that occur in the labels. macro F1: mean of the classes' F1, over "
            + "classes that occur in labels or predictions.",
        "auroc, auprc: class 1 against class 0, or the unweighted mean of each class against the rest. auprc is average "
            + "precision, without interpolation.",
        "nll: mean of -ln p of the true class. brier: mean over rows of the squared distance of the probabilities from "
            + "the true class, summed over classes (0 to 2). ece: expected calibration error of the predicted class, 15 bins "
            + "of equal width.",
        "entropy: mean entropy of the predicted distributions, nats. A model's distribution is the product of its "
            + "experts, normalised (of intra in the reference profile, their mean); an expert's is its own.",
        "± is the sample standard deviation over seeds. The interval of one run's accuracy is Wilson's. The interval of "
            + "a mean over seeds, in the first plot, takes in the variance over rows and over seeds (Student's t, degrees of "
            + "freedom by Satterthwaite).",
        "A lead is the difference of mean accuracies on the same rows. Its interval and p come from the rows' paired "
            + "differences and, with two seeds or more on each side, from the seeds' spread too (the same t; two rows added as "
            + "by Agresti and Min). Rows count as independent of each other.",
        "Where a task has two classes of which one is rare, paradigms are ranked by AUROC: its interval, and that of a lead, is DeLong's, on "
            + "each row's share of rows of the other class that it is ranked rightly against, averaged over seeds; the seeds' spread comes in as "
            + "for accuracy.",
        "p is two-sided. p (Holm) allows for the best paradigm having been compared with each of the others, and what may "
            + "be said goes by it; intervals are of one comparison each. The best was chosen on these very rows, so its lead is a little flattered.",
        "majority gives every row the class shares of the rows judged: no constant prediction does better on them.",
    ])]);
}
