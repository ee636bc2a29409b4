namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>The text of `ismrmrd_header`: what readers of fastMRI look at, and little else.</summary>
internal static class IsmrmrdHeader
{
    // Millimetres of the reconstruction and of a slice.
    private const double FieldOfView = 160, SliceThickness = 3;

    /// <summary>The text. All columns are sampled, the centre of k-space is column width / 2.</summary>
    internal static string Text(KneeOptions options, int width, int coils) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"""
        <?xml version="1.0" encoding="utf-8"?>
        <ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <acquisitionSystemInformation>
            <systemVendor>none</systemVendor>
            <systemModel>I2M2.Toolkit phantom</systemModel>
            <receiverChannels>{coils}</receiverChannels>
          </acquisitionSystemInformation>
          <experimentalConditions>
            <H1resonanceFrequency_Hz>123200000</H1resonanceFrequency_Hz>
          </experimentalConditions>
          <encoding>
            <encodedSpace>
              <matrixSize><x>{options.Rows}</x><y>{width}</y><z>1</z></matrixSize>
              <fieldOfView_mm><x>{2 * FieldOfView:0.###}</x><y>{FieldOfView * width / options.Side:0.###}</y><z>{SliceThickness:0.###}</z></fieldOfView_mm>
            </encodedSpace>
            <reconSpace>
              <matrixSize><x>{options.Side}</x><y>{options.Side}</y><z>1</z></matrixSize>
              <fieldOfView_mm><x>{FieldOfView:0.###}</x><y>{FieldOfView:0.###}</y><z>{SliceThickness:0.###}</z></fieldOfView_mm>
            </reconSpace>
            <encodingLimits>
              <kspace_encoding_step_1><minimum>0</minimum><maximum>{width - 1}</maximum><center>{width / 2}</center></kspace_encoding_step_1>
              <slice><minimum>0</minimum><maximum>{options.Slices - 1}</maximum><center>{options.Slices / 2}</center></slice>
            </encodingLimits>
            <trajectory>cartesian</trajectory>
          </encoding>
        </ismrmrdHeader>

        """);
}
