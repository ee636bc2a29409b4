using System.Globalization;
using System.Xml;
using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.FastMri.Volumes;

/// <summary>
/// What is wanted of the header that the scanner's raw data had (ISMRM Raw Data, ismrmrd.xsd). It is XML from elsewhere: no document type, so no
/// entity is expanded, and nothing outside is fetched.
/// </summary>
/// <param name="EncodedColumns">Phase encodings of the encoded space: encoding/encodedSpace/matrixSize/y; null: not said.</param>
internal sealed record IsmrmrdHeader(int? EncodedColumns)
{
    /// <summary>Name of the dataset.</summary>
    internal const string Dataset = "ismrmrd_header";

    private const string Namespace = "http://www.ismrm.org/ISMRMRD";

    /// <summary>Reads a file's header.</summary>
    /// <returns>Null: it has none.</returns>
    /// <exception cref="InputRefusedException">It is no XML, or has a document type.</exception>
    internal static IsmrmrdHeader? Read(Hdf5File file)
    {
        if (!file.Has(Dataset))
            return null;
        using var dataset = file.Dataset(Dataset);
        try
        {
            return Parse(dataset.ReadText());
        }
        catch (XmlException e)
        {
            // The parser's own words may hold what the header says of the patient.
            throw new InputRefusedException(file.Path, $"dataset {Dataset}: not XML without a document type, line {e.LineNumber}", "fetch the file again", e);
        }
    }

    private static IsmrmrdHeader Parse(string text)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        var path = new List<string>();
        int? columns = null;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.EndElement)
                path.RemoveAt(path.Count - 1);
            else if (reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement)
                path.Add(reader.NamespaceURI == Namespace ? reader.LocalName : "");
            else if (reader.NodeType == XmlNodeType.Text && columns is null && path is [_, "encoding", "encodedSpace", "matrixSize", "y"])
                columns = int.TryParse(reader.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var y) ? y : null;
        }

        return new IsmrmrdHeader(columns);
    }
}
