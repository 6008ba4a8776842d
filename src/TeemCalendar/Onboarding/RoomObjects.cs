using System.Globalization;
using System.Management.Automation;
using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Commands;

/// <summary>Takes rooms from objects: this module's own, and rows with the columns of a room list.</summary>
static class RoomObjects
{
    /// <summary>The rooms, refusals written as errors. Called on the pipeline thread.</summary>
    internal static IReadOnlyList<Room> Read(PSCmdlet cmdlet, IReadOnlyList<PSObject> objects)
    {
        var rows = objects.Where(o => o.BaseObject is not Room).ToList();
        var own = objects.Select(o => o.BaseObject).OfType<Room>();
        if (rows.Count == 0)
            return [.. own];
        // As in a file, the first one says which columns there are.
        var columns = rows[0].Properties.Select(p => p.Name).ToList();
        return [.. own, .. RoomFile.Take(cmdlet, RoomList.Read(columns, rows.Select(row => columns.ConvertAll(column => Cell(row, column)))), "The pipeline")];
    }

    static string Cell(PSObject row, string column) => row.Properties[column]?.Value switch
    {
        null => "",
        string text => text,
        IEnumerable<object> many => string.Join(';', many),
        var value => Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture) ?? "",
    };
}
