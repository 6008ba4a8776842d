using System.Text;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>The bytes that spreadsheets write.</summary>
public class RoomListEncodingTests
{
    const string Text = "Name;Mailbox\r\nSträußchen Ω;s@contoso.example\r\nNirgendwo;nirgendwo\r\n";

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", true }, { "utf-8", false }, { "utf-16", true }, { "utf-16", false }, { "utf-16BE", true }, { "utf-16BE", false }, { "utf-32", true },
    };

    static RoomListResult Read(params byte[][] parts) => RoomList.Read(new MemoryStream(parts.SelectMany(part => part).ToArray()));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void AreReadWithAndWithoutAByteOrderMark(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        var list = Read(mark ? encoding.GetPreamble() : [], encoding.GetBytes(Text));
        Assert.Equal("Sträußchen Ω", Assert.Single(list.Rooms).DisplayName);
        Assert.Equal(3, Assert.Single(list.Refusals).Line);
    }

    [Fact]
    public void AMarkInDecodedTextIsNoPartOfTheHeader() => Assert.Single(RoomListTests.Read("\uFEFF" + Text).Rooms);

    [Fact]
    public void BytesOfAnotherCodePageRefuseTheirRow()
    {
        var list = Read(Encoding.Latin1.GetBytes("Name,Mailbox\nSträußchen,s@contoso.example\nAurora,aurora@contoso.example\n"));
        Assert.Equal("Aurora", Assert.Single(list.Rooms).DisplayName);
        var refusal = Assert.Single(list.Refusals);
        Assert.Equal(2, refusal.Line);
        Assert.Contains("CSV UTF-8", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AWorkbookIsNoCsv() => Assert.Contains("Excel workbook", Assert.Single(Read("PK\x03\x04"u8.ToArray(), new byte[200]).Refusals).Reason, StringComparison.Ordinal);

    [Fact]
    public void AnEndlessStreamIsNotReadToItsEnd() => Assert.Contains("larger than", Assert.Single(RoomList.Read(new Endless()).Refusals).Reason, StringComparison.Ordinal);

    [Fact]
    public void AFileThatIsNotThereIsAnIOException() =>
        Assert.Throws<FileNotFoundException>(() => RoomList.Read(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".csv")));

    sealed class Endless : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)'a', offset, count);
            return count;
        }
    }
}
